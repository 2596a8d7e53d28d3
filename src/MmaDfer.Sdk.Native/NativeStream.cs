using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Native.Structures;

namespace MmaDfer.Sdk.Native;

/// <summary>A stream with a handle.</summary>
internal sealed unsafe class NativeStream : NativeInput
{
    public NativeStream(NativeRecognizer owner, EmotionStream stream)
        : base(owner, stream, stream.Options)
    {
        Stream = stream;
        stream.EmotionChanged += (_, change) => SendChange(change);
        stream.FaceFound += (_, _) => Send(EventKind.FaceFound);
        stream.FaceLost += (_, _) => Send(EventKind.FaceLost);
    }

    public EmotionStream Stream { get; }

    public override void PushFrame(in FrameData frame, TimeSpan time)
    {
        switch (frame.Face)
        {
            case 0:
                Stream.PushFrame(frame.View(), time);
                break;
            case 1 when frame.FaceBox.IsValid:
                Stream.PushFrame(frame.View(), frame.FaceBox, time);
                break;
            case 2:
                // Checks the frame as in the other cases.
                frame.View();
                Stream.PushFrameWithoutFace(time);
                break;
            case 1:
                throw new ArgumentException($"The face in mmadfer_frame is {frame.FaceBox}; its width and height must be positive, and all four numbers finite.");
            default:
                throw new ArgumentException($"mmadfer_frame.face is {frame.Face}; it must be 0 (unknown), 1 (at face_x, face_y) or 2 (none).");
        }
    }

    private void SendChange(EmotionChangedEventArgs change)
    {
        ReadingData reading = ReadingData.Of(change.Reading);
        var data = new EventData(EventKind.EmotionChanged)
        {
            Label = reading.Label,
            Previous = EmotionLabels.IndexOf(change.Reading.Labels, change.PreviousLabel),
            Reading = &reading,
        };
        Send(&data);
    }
}
