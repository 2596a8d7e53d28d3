namespace MmaDfer.Sdk;

/// <summary>Limits of an <see cref="EmotionReading"/>.</summary>
[Flags]
public enum ReadingFlags
{
    /// <summary>None: the window has both face and audio, and is filled.</summary>
    None = 0,

    /// <summary>No face was seen for <see cref="EmotionStreamOptions.LostAfter"/>: the reading is based on audio alone.</summary>
    NoFace = 1,

    /// <summary>
    /// The audio is not heard, so that the reading is based on the face alone: there was none for
    /// <see cref="EmotionStreamOptions.LostAfter"/>, or only silence (zeros, or nothing louder than -80 dB of full scale), or none but the game's
    /// own (<see cref="OnlyPlayback"/>); or, together with
    /// <see cref="NoVoice"/>, nobody speaks in it and there is no face either, or <see cref="EmotionStreamOptions.HearOnlyVoice"/> is on.
    /// </summary>
    NoAudio = 2,

    /// <summary>The window is not filled enough yet: see <see cref="EmotionStreamOptions.WarmUp"/>.</summary>
    WarmingUp = 4,

    /// <summary>
    /// The reading is older than a whole window, so it has no data in common with the present: the machine is too slow, or the recognition
    /// fails.
    /// </summary>
    Stale = 8,

    /// <summary>The player's resting face is being captured: see <see cref="EmotionStream.CaptureBaseline"/>.</summary>
    CapturingBaseline = 16,

    /// <summary>
    /// The face has too few pixels for the network, which needs 0.65 of its input's width: 73 for the published model (112 or 160 pixels;
    /// see <see cref="EmotionRecognizer.ImageSize"/>). This flag and the following ones hold for most of the window's frames with a face;
    /// <see cref="EmotionReading.FaceQuality"/> has the figures.
    /// </summary>
    SmallFace = 32,

    /// <summary>More than an eighth of the face is outside of the frame.</summary>
    FaceAtEdge = 64,

    /// <summary>The head is turned away by more than 25 degrees to a side, or 32 up or down. Only for finders that tell landmarks.</summary>
    TurnedAway = 128,

    /// <summary>The face is blurred: out of focus, moving fast, enlarged or compressed too much.</summary>
    Blurred = 256,

    /// <summary>The face is too dark.</summary>
    TooDark = 512,

    /// <summary>Much of the face is white, so that nothing is to be seen there.</summary>
    TooBright = 1024,

    /// <summary>Eyes or mouth are covered, as by a hand, a mask or dark glasses. Only for finders that tell landmarks.</summary>
    Covered = 2048,

    /// <summary>Nothing at all has changed for two seconds: a photograph, or a camera that has frozen. In front of a camera, noise changes some pixels.</summary>
    StillPicture = 4096,

    /// <summary>There are other faces that are at least half as large as the followed one, so that the voice may be another person's.</summary>
    SeveralFaces = 8192,

    /// <summary>
    /// There is audio, but nobody speaks in it: less than a tenth of it is speech (<see cref="EmotionReading.VoiceShare"/>). A singer and people
    /// who talk in the background speak.
    /// </summary>
    NoVoice = 16384,

    /// <summary>
    /// Of a person of an <see cref="EmotionScene"/>: most of what is said in the window is said by somebody else, in view or not, or it is not
    /// clear by whom. It is not heard: the reading is based on the face, and on what this person says.
    /// </summary>
    OtherSpeaker = 32768,

    /// <summary>
    /// The microphone heard what the loudspeakers play (see <see cref="EmotionStream.PushPlayback"/>); that was taken off, as far as possible,
    /// before the network heard it.
    /// </summary>
    PlaybackHeard = 65536,

    /// <summary>
    /// The microphone heard only what the loudspeakers play, which is not the player's voice: the reading is based on the face alone. Comes
    /// with <see cref="PlaybackHeard"/> and <see cref="NoAudio"/>.
    /// </summary>
    OnlyPlayback = 131072,

    /// <summary>
    /// The times of frames and audio are apart, so that what is seen and what is heard of one moment may be in different windows:
    /// <see cref="EmotionStream.Faulted"/> says by how much.
    /// </summary>
    ClocksApart = 262144,

    /// <summary>
    /// The confidence is below <see cref="EmotionRecognizer.SureFrom"/>: the model is wrong too often there. Never for a model whose file names
    /// no such confidence.
    /// </summary>
    Unsure = 524288,
}
