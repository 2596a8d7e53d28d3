using System.Globalization;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// The blend shapes that the frames of a data set are labelled with, in the order of its first file. In a flipped frame, shapes whose names end in
/// <c>_L</c> and <c>_R</c> (or <c>Left</c> and <c>Right</c>) change places. Thread-safe.
/// </summary>
internal sealed class BlendShapes
{
    private readonly string[] _names;
    private readonly int[] _flipped;

    private BlendShapes(string[] names)
    {
        _names = names;
        _flipped = [.. names.Select(name => Array.IndexOf(names, Mirrored(name)) is >= 0 and int other ? other : Array.IndexOf(names, name))];
    }

    /// <summary>Number of blend shapes.</summary>
    public int Count => _names.Length;

    /// <summary>Their names, in order.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The blend shapes of the first clip that has any; null if none has.</summary>
    /// <exception cref="DatasetException">Its file cannot be read.</exception>
    public static BlendShapes? Of(ClipDataset data)
    {
        if (data.Clips.FirstOrDefault(c => c.BlendShapesPath is not null) is not { } clip)
            return null;
        using var csv = new CsvReader(clip.BlendShapesPath!);
        return new BlendShapes(csv.Read() ?? throw csv.Error(Rule));
    }

    /// <summary>Writes the weights in the frames of a view.</summary>
    /// <param name="clip">The clip; without a file of blend shapes, all weights become not a number.</param>
    /// <param name="frames">Number of frames of the clip.</param>
    /// <param name="view">The view, which shows some of them.</param>
    /// <param name="weights">Receives [frames of the view, shapes].</param>
    /// <exception cref="DatasetException">The file cannot be read, names other shapes, or has another number of frames.</exception>
    public void Read(LabeledClip clip, int frames, TrainingView view, Span<float> weights)
    {
        weights.Fill(float.NaN);
        if (clip.BlendShapesPath is null || view.Indices.IsEmpty)
            return;
        using var csv = new CsvReader(clip.BlendShapesPath);
        if (csv.Read() is not { } header || !header.AsSpan().SequenceEqual(_names))
            throw csv.Error($"the names of the blend shapes differ from those of the data set's first file ({_names.Length}: {Printable.Text(string.Join(',', _names), 60)}); all files must have the same columns.");
        int frame = 0;
        for (; csv.Read() is { } fields; frame++)
        {
            if (fields.Length != _names.Length)
                throw csv.Error($"the line has {fields.Length} columns, but the header has {_names.Length}.");
            for (int k = 0; k < view.Indices.Length; k++)
            {
                if (view.Indices[k] == frame)
                    Parse(csv, fields, view.IsFlipped, weights.Slice(k * Count, Count));
            }
        }
        if (frame != frames)
            throw csv.Error($"there are {frame} lines of weights, but the clip '{Printable.Text(clip.Id)}' has {frames} frames; there must be a line for each frame.");
    }

    private const string Rule = "the file is empty; it needs a header with the names of blend shapes, and a line of weights for each frame.";

    private void Parse(CsvReader csv, string[] fields, bool flipped, Span<float> weights)
    {
        for (int i = 0; i < fields.Length; i++)
        {
            if (!float.TryParse(fields[i], NumberStyles.Float, CultureInfo.InvariantCulture, out float weight) || !float.IsFinite(weight))
                throw csv.Error($"'{Printable.Text(fields[i], 60)}' is not the weight of a blend shape; write a number, such as 0.25.");
            weights[flipped ? _flipped[i] : i] = weight;
        }
    }

    /// <summary>The name of the shape on the other side of the face; the same name if it has no side.</summary>
    private static string Mirrored(string name)
    {
        foreach ((string end, string other) in (ReadOnlySpan<(string, string)>)[("_L", "_R"), ("_R", "_L"), ("Left", "Right"), ("Right", "Left")])
        {
            if (name.EndsWith(end, StringComparison.Ordinal))
                return name[..^end.Length] + other;
        }
        return name;
    }
}
