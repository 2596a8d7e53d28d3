#include "PlayerMoodComponent.h"

#include "Engine/TextureRenderTarget2D.h"
#include "HAL/PlatformTime.h"
#include "Misc/Paths.h"
#include "TextureResource.h"

namespace
{
	constexpr double FrameInterval = 1 / 15.0;
}

UPlayerMoodComponent::UPlayerMoodComponent()
{
	PrimaryComponentTick.bCanEverTick = true;
}

void UPlayerMoodComponent::BeginPlay()
{
	Super::BeginPlay();
	Library = FMmaDferUnrealModule::Functions();
	Recognizer = FMmaDferUnrealModule::Recognizer(FPaths::ConvertRelativePathToFull(FPaths::Combine(FPaths::ProjectContentDir(), Model)));
	if (Recognizer == 0)
	{
		return;
	}
	mmadfer_stream_options Options = MMADFER_STREAM_OPTIONS_INIT;
	Options.face_model = bFindFace ? "default" : nullptr;
	Options.window = Window;
	if (Library->StreamOpen(Recognizer, &Options, &Stream) != MMADFER_OK)
	{
		UE_LOG(LogMmaDfer, Error, TEXT("%s"), UTF8_TO_TCHAR(Library->LastError()));
		return;
	}
	Library->SetCallback(Stream, &UPlayerMoodComponent::OnEvent, this);
	if (bListen)
	{
		Listen();
	}
}

void UPlayerMoodComponent::EndPlay(const EEndPlayReason::Type EndPlayReason)
{
	// The microphone first: its thread pushes to the stream.
	if (Microphone.IsStreamOpen())
	{
		Microphone.AbortStream();
	}
	if (Stream != 0)
	{
		Library->Close(Stream);
		Stream = 0;
	}
	Super::EndPlay(EndPlayReason);
}

void UPlayerMoodComponent::TickComponent(float DeltaTime, ELevelTick TickType, FActorComponentTickFunction* ThisTickFunction)
{
	Super::TickComponent(DeltaTime, TickType, ThisTickFunction);
	if (Stream == 0)
	{
		return;
	}
	const double Now = FPlatformTime::Seconds();
	if (View != nullptr && Now >= NextFrame)
	{
		FTextureRenderTargetResource* Resource = View->GameThread_GetRenderTargetResource();
		if (Resource != nullptr && Resource->ReadPixels(Pixels))
		{
			PushFrame(Pixels.GetData(), View->SizeX, View->SizeY);
		}
		NextFrame = Now + FrameInterval;
	}
	Library->Update(Stream, Now); // OnEvent is called in here
}

void UPlayerMoodComponent::PushFrame(const FColor* InPixels, int32 Width, int32 Height)
{
	if (Stream == 0)
	{
		return;
	}
	mmadfer_frame Frame = MMADFER_FRAME_INIT;
	Frame.format = MMADFER_BGRA32;
	Frame.pixels = InPixels;
	Frame.width = Width;
	Frame.height = Height;
	Library->PushFrame(Stream, &Frame, FPlatformTime::Seconds());
}

void UPlayerMoodComponent::PushAudio(const float* Samples, int32 Count, int32 SampleRate, int32 Channels)
{
	if (Stream != 0 && Channels > 0 && SampleRate > 0)
	{
		const double Length = static_cast<double>(Count) / Channels / SampleRate;
		Library->PushAudio(Stream, Samples, Count, SampleRate, Channels, FPlatformTime::Seconds() - Length);
	}
}

void UPlayerMoodComponent::PushPlayback(const float* Samples, int32 Count, int32 SampleRate, int32 Channels)
{
	if (Stream != 0)
	{
		Library->PushPlayback(Stream, Samples, Count, SampleRate, Channels, FPlatformTime::Seconds());
	}
}

void UPlayerMoodComponent::Listen()
{
	Audio::FAudioCaptureDeviceParams Params; // the default device, as floats
	const bool bOpen = Microphone.OpenAudioCaptureStream(
		Params,
		[this](const void* Samples, int32 NumFrames, int32 NumChannels, int32 SampleRate, double, bool)
		{
			PushAudio(static_cast<const float*>(Samples), NumFrames * NumChannels, SampleRate, NumChannels);
		},
		1024);
	if (!bOpen || !Microphone.StartStream())
	{
		// No error: readings then rest on the face alone.
		UE_LOG(LogMmaDfer, Warning, TEXT("The microphone cannot be opened."));
	}
}

void UPlayerMoodComponent::OnEvent(mmadfer_stream, const mmadfer_event* Event, void* User)
{
	UPlayerMoodComponent* Self = static_cast<UPlayerMoodComponent*>(User);
	if (Event->kind == MMADFER_EMOTION_CHANGED)
	{
		char Label[MMADFER_LABEL_SIZE] = "";
		if (Event->label >= 0)
		{
			Self->Library->GetLabel(Self->Recognizer, Event->label, Label, sizeof(Label));
		}
		Self->Mood = UTF8_TO_TCHAR(Label);
		Self->OnMoodChanged.Broadcast(Self->Mood, Event->reading->confidence);
	}
	else if (Event->kind == MMADFER_FAULTED)
	{
		UE_LOG(LogMmaDfer, Warning, TEXT("%s"), UTF8_TO_TCHAR(Event->message));
	}
}
