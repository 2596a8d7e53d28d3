#pragma once

#include "CoreMinimal.h"
#include "Modules/ModuleManager.h"

THIRD_PARTY_INCLUDES_START
#include <mmadfer.h>
THIRD_PARTY_INCLUDES_END

/** The functions of the C library that this plugin uses; mmadfer.h documents them. */
struct FMmaDferFunctions
{
	decltype(&mmadfer_last_error) LastError = nullptr;
	decltype(&mmadfer_load) Load = nullptr;
	decltype(&mmadfer_get_label) GetLabel = nullptr;
	decltype(&mmadfer_stream_open) StreamOpen = nullptr;
	decltype(&mmadfer_stream_push_frame) PushFrame = nullptr;
	decltype(&mmadfer_stream_push_audio) PushAudio = nullptr;
	decltype(&mmadfer_stream_push_playback) PushPlayback = nullptr;
	decltype(&mmadfer_stream_set_callback) SetCallback = nullptr;
	decltype(&mmadfer_stream_update) Update = nullptr;
	decltype(&mmadfer_close) Close = nullptr;
};

/** Loads the C library once, and each model once. */
class MMADFERUNREAL_API FMmaDferUnrealModule : public IModuleInterface
{
public:
	virtual void StartupModule() override;
	virtual void ShutdownModule() override;

	/** Null where the library cannot be used; the log has said why. */
	static const FMmaDferFunctions* Functions();

	/** A model, loaded at its first use and kept until the module ends; 0 if it cannot be loaded (the log says why). For the game thread. */
	static mmadfer_recognizer Recognizer(const FString& Path);

private:
	FMmaDferFunctions Loaded;
	bool bIsLoaded = false;
	TMap<FString, mmadfer_recognizer> Recognizers;
};

DECLARE_LOG_CATEGORY_EXTERN(LogMmaDfer, Log, All);
