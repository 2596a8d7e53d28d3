// Shows the component of packaging/unreal a clip in a loop until it says the mood, and prints that; MOOD is what is waited for.
//
//   stage FRAMES WIDTH HEIGHT RATE SAMPLES SAMPLE_RATE FIND     raw BGRA frames, raw float samples; FIND: whether it looks for the face
#include "PlayerMoodComponent.h"

#include <chrono>
#include <fstream>
#include <iterator>
#include <thread>

template <typename T>
static std::vector<T> Read(const char* Path)
{
	std::ifstream Input(Path, std::ios::binary);
	const std::vector<char> Bytes((std::istreambuf_iterator<char>(Input)), std::istreambuf_iterator<char>());
	const T* Data = reinterpret_cast<const T*>(Bytes.data());
	return {Data, Data + Bytes.size() / sizeof(T)};
}

int main(int Count, char** Arguments)
{
	if (Count != 8)
		return 2;
	const int Width = std::atoi(Arguments[2]), Height = std::atoi(Arguments[3]), Rate = std::atoi(Arguments[4]), SampleRate = std::atoi(Arguments[6]);
	const std::vector<FColor> Frames = Read<FColor>(Arguments[1]);
	const std::vector<float> Samples = Read<float>(Arguments[5]);
	const size_t Pixels = static_cast<size_t>(Width) * Height, FrameCount = Frames.size() / Pixels;

	UTextureRenderTarget2D View;
	View.SizeX = Width;
	View.SizeY = Height;
	UPlayerMoodComponent Component;
	Component.Model = TEXT("Mood/demo.safetensors");
	Component.Window = 2;
	Component.View = &View;
	Component.bFindFace = Arguments[7][0] == '1';
	std::string Mood;
	Component.OnMoodChanged.Handlers.push_back([&Mood](const FString& Label, float Confidence) {
		Mood = Narrow(*Label);
		std::printf("mood: %s, %.2f\n", Mood.c_str(), static_cast<double>(Confidence));
	});
	if (!Component.PrimaryComponentTick.bCanEverTick)
		return 3;
	Component.BeginPlay();
	const char* Wanted = std::getenv("MOOD");
	const double Start = Stage::Now;
	const auto End = std::chrono::steady_clock::now() + std::chrono::seconds(120);
	size_t Heard = 0;
	// A game of 60 frames a second, at most six times as fast as the clock.
	for (int i = 0; Mood != Wanted && std::chrono::steady_clock::now() < End && Stage::Logged == 0; i++)
	{
		Stage::Now += 1 / 60.0;
		const size_t Frame = static_cast<size_t>((Stage::Now - Start) * Rate) % FrameCount;
		Stage::View.assign(Frames.begin() + static_cast<std::ptrdiff_t>(Frame * Pixels), Frames.begin() + static_cast<std::ptrdiff_t>((Frame + 1) * Pixels));
		// The microphone's thread, as far as the library can tell.
		const size_t Until = static_cast<size_t>((Stage::Now - Start) * SampleRate);
		std::vector<float> Block;
		for (; Heard < Until; Heard++)
			Block.push_back(Samples[Heard % Samples.size()]);
		if (Stage::Microphone)
			std::thread([&Block, SampleRate] { Stage::Microphone(Block.data(), static_cast<int32>(Block.size()), 1, SampleRate, 0, false); }).join();
		Component.TickComponent(1 / 60.0f, LEVELTICK_All, nullptr);
		std::this_thread::sleep_for(std::chrono::milliseconds(3));
		if (Arguments[7][0] == '1' && i == 60)
			break;
	}
	Component.EndPlay(EEndPlayReason::Quit);
	FModuleManager::LoadModuleChecked<FMmaDferUnrealModule>(TEXT("MmaDferUnreal")).ShutdownModule();
	std::printf("end: %s\n", Mood.c_str());
	return 0;
}
