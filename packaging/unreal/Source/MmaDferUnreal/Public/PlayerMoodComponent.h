#pragma once

#include "AudioCaptureCore.h"
#include "Components/ActorComponent.h"
#include "CoreMinimal.h"
#include "MmaDferUnreal.h"
#include "PlayerMoodComponent.generated.h"

class UTextureRenderTarget2D;

/** A label of the model (empty for none) and its confidence, 0 to 1. */
DECLARE_DYNAMIC_MULTICAST_DELEGATE_TwoParams(FMoodChanged, const FString&, Mood, float, Confidence);

/** Recognises the player's emotion from a render target that shows the camera, and from the microphone. Everything stays on this machine. */
UCLASS(ClassGroup = (Custom), meta = (BlueprintSpawnableComponent))
class MMADFERUNREAL_API UPlayerMoodComponent : public UActorComponent
{
	GENERATED_BODY()

public:
	UPlayerMoodComponent();

	/** The model: a file below the project's Content folder, outside of its packages (Additional Non-Asset Directories to Copy). */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Mood")
	FString Model = TEXT("Mood/dfew.safetensors");

	/** Finds the face in the frames; switch it off if they show only a face. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Mood")
	bool bFindFace = true;

	/** Length of the window in seconds, 0.5 to 30. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Mood")
	float Window = 3;

	/** Hears the default microphone; switch it off to call PushAudio yourself. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Mood")
	bool bListen = true;

	/** Shows the camera, as RTF_RGBA8: small (320 x 240 is enough), as reading it makes the game wait for the GPU, 15 times a second. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Mood")
	UTextureRenderTarget2D* View = nullptr;

	/** Called on the game thread when the mood has changed. */
	UPROPERTY(BlueprintAssignable, Category = "Mood")
	FMoodChanged OnMoodChanged;

	/** The present mood; empty for none. */
	UPROPERTY(BlueprintReadOnly, Category = "Mood")
	FString Mood;

	/** Pushes a frame of your own: rows from top to bottom. */
	void PushFrame(const FColor* Pixels, int32 Width, int32 Height);

	/** Pushes audio of your own, channels interleaved, which ends now. Any thread. */
	void PushAudio(const float* Samples, int32 Count, int32 SampleRate, int32 Channels);

	/** Pushes what the loudspeakers play from now on (an audio submix listener has it), so that it is not taken for the player's voice. Any thread. */
	void PushPlayback(const float* Samples, int32 Count, int32 SampleRate, int32 Channels);

	virtual void BeginPlay() override;
	virtual void EndPlay(const EEndPlayReason::Type EndPlayReason) override;
	virtual void TickComponent(float DeltaTime, ELevelTick TickType, FActorComponentTickFunction* ThisTickFunction) override;

private:
	static void MMADFER_CALL OnEvent(mmadfer_stream, const mmadfer_event* Event, void* User);
	void Listen();

	const FMmaDferFunctions* Library = nullptr;
	mmadfer_recognizer Recognizer = 0;
	mmadfer_stream Stream = 0;
	double NextFrame = 0;
	TArray<FColor> Pixels;
	Audio::FAudioCapture Microphone;
};
