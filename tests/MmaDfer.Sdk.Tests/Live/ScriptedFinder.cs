using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Live;

/// <summary>Finds what the test says: by default the middle of the picture.</summary>
internal sealed class ScriptedFinder : IFaceFinder
{
    private int _inside;

    public delegate FaceBox? Look(FrameView frame);

    public bool Fails { get; set; }

    /// <summary>How many faces it says that it found, which may be more than there was room for.</summary>
    public int Boxes { get; set; } = 1;

    /// <summary>Where the faces are, from the picture; null for its middle.</summary>
    public Look? Where { get; set; }

    public Action? OnFind { get; set; }

    public int Calls { get; private set; }

    /// <summary>Whether it was ever called by two threads at once.</summary>
    public bool Overlapped { get; private set; }

    public int Find(FrameView frame, Span<FaceBox> faces)
    {
        Overlapped |= Interlocked.Increment(ref _inside) > 1;
        try
        {
            Calls++;
            OnFind?.Invoke();
            if (Fails)
                throw new InvalidOperationException("no eyes.");
            FaceBox? found = Where is null ? new FaceBox(frame.Width / 4f, frame.Height / 4f, frame.Width / 2f, frame.Height / 2f) : Where(frame);
            if (found is not { } box)
                return 0;
            for (int i = 0; i < Math.Min(Boxes, faces.Length); i++)
                faces[i] = box;
            return Boxes;
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }
}
