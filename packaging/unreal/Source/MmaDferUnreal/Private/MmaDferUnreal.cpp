#include "MmaDferUnreal.h"

#include "HAL/PlatformProcess.h"
#include "Interfaces/IPluginManager.h"
#include "Misc/Paths.h"

DEFINE_LOG_CATEGORY(LogMmaDfer);
IMPLEMENT_MODULE(FMmaDferUnrealModule, MmaDferUnreal)

namespace
{
	template <typename FunctionType>
	bool Find(void* Library, const TCHAR* Name, FunctionType& Function)
	{
		Function = reinterpret_cast<FunctionType>(FPlatformProcess::GetDllExport(Library, Name));
		return Function != nullptr;
	}
}

void FMmaDferUnrealModule::StartupModule()
{
	// On other processors the first call would end the program.
	if (!mmadfer_is_supported())
	{
		UE_LOG(LogMmaDfer, Error, TEXT("This processor cannot run the library mmadfer: it has no AVX2."));
		return;
	}
#if PLATFORM_WINDOWS
	const FString File = TEXT("Win64/mmadfer.dll");
#else
	const FString File = TEXT("Linux/libmmadfer.so");
#endif
	const FString Plugin = IPluginManager::Get().FindPlugin(TEXT("MmaDfer"))->GetBaseDir();
	const FString Path = FPaths::ConvertRelativePathToFull(FPaths::Combine(Plugin, TEXT("Binaries/ThirdParty/MmaDferLibrary"), File));
	void* Library = FPlatformProcess::GetDllHandle(*Path);
	if (Library == nullptr)
	{
		UE_LOG(LogMmaDfer, Error, TEXT("%s cannot be loaded."), *Path);
		return;
	}
	bIsLoaded = Find(Library, TEXT("mmadfer_last_error"), Loaded.LastError)
		&& Find(Library, TEXT("mmadfer_load"), Loaded.Load)
		&& Find(Library, TEXT("mmadfer_get_label"), Loaded.GetLabel)
		&& Find(Library, TEXT("mmadfer_stream_open"), Loaded.StreamOpen)
		&& Find(Library, TEXT("mmadfer_stream_push_frame"), Loaded.PushFrame)
		&& Find(Library, TEXT("mmadfer_stream_push_audio"), Loaded.PushAudio)
		&& Find(Library, TEXT("mmadfer_stream_push_playback"), Loaded.PushPlayback)
		&& Find(Library, TEXT("mmadfer_stream_set_callback"), Loaded.SetCallback)
		&& Find(Library, TEXT("mmadfer_stream_update"), Loaded.Update)
		&& Find(Library, TEXT("mmadfer_close"), Loaded.Close);
	if (!bIsLoaded)
	{
		UE_LOG(LogMmaDfer, Error, TEXT("%s is older than this plugin."), *Path);
	}
}

void FMmaDferUnrealModule::ShutdownModule()
{
	// Their streams end with them. The library itself stays until the process ends.
	for (const auto& Pair : Recognizers)
	{
		Loaded.Close(Pair.Value);
	}
	Recognizers.Empty();
}

const FMmaDferFunctions* FMmaDferUnrealModule::Functions()
{
	const FMmaDferUnrealModule& Module = FModuleManager::LoadModuleChecked<FMmaDferUnrealModule>(TEXT("MmaDferUnreal"));
	return Module.bIsLoaded ? &Module.Loaded : nullptr;
}

mmadfer_recognizer FMmaDferUnrealModule::Recognizer(const FString& Path)
{
	FMmaDferUnrealModule& Module = FModuleManager::LoadModuleChecked<FMmaDferUnrealModule>(TEXT("MmaDferUnreal"));
	if (!Module.bIsLoaded)
	{
		return 0;
	}
	if (const mmadfer_recognizer* Found = Module.Recognizers.Find(Path))
	{
		return *Found;
	}
	// The game comes first: one thread, with low priority.
	mmadfer_options Options = MMADFER_OPTIONS_INIT;
	Options.threads = 1;
	Options.background = 1;
	mmadfer_recognizer Recognizer = 0;
	if (Module.Loaded.Load(TCHAR_TO_UTF8(*Path), &Options, &Recognizer) != MMADFER_OK)
	{
		UE_LOG(LogMmaDfer, Error, TEXT("%s"), UTF8_TO_TCHAR(Module.Loaded.LastError()));
		return 0;
	}
	Module.Recognizers.Add(Path, Recognizer);
	return Recognizer;
}
