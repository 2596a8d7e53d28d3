namespace MmaDfer.Samples.SyntheticPeople.Heads;

/// <summary>Lines and outlines of a face, from its landmarks, seen from the front.</summary>
internal sealed class FaceLines
{
    public FaceLines(Head head)
    {
        V3[] all = [.. Enumerable.Range(0, 68).Select(head.Landmark)];
        Points = all;
        RightBrow = [.. all[17..22]];
        LeftBrow = [.. all[22..27].Reverse()];
        LipsOuter = [.. all[48..60], all[48]];
        MouthLine = [all[48], all[60], all[61], all[62], all[63], all[64], all[54]];
        RightEye = [.. all[36..42], all[36]];
        LeftEye = [.. all[42..48], all[42]];
        // From the outer corner to the inner one.
        RightUpperLid = [.. all[36..40]];
        LeftUpperLid = [all[45], all[44], all[43], all[42]];
        RightLowerLid = [all[36], all[41], all[40], all[39]];
        LeftLowerLid = [all[45], all[46], all[47], all[42]];
    }

    public V3[] Points { get; }

    /// <summary>From the temple to the nose.</summary>
    public V3[] RightBrow { get; }

    public V3[] LeftBrow { get; }

    public V3[] LipsOuter { get; }

    public V3[] MouthLine { get; }

    public V3[] RightEye { get; }

    public V3[] LeftEye { get; }

    public V3[] RightUpperLid { get; }

    public V3[] LeftUpperLid { get; }

    public V3[] RightLowerLid { get; }

    public V3[] LeftLowerLid { get; }

    /// <summary>How far a point is from a line, which side of it (above is positive), and how far along, 0 to 1.</summary>
    public static (float Distance, float Along, float Above) To(ReadOnlySpan<V3> line, float x, float y)
    {
        float best = float.MaxValue, along = 0, above = 0;
        for (int i = 0; i + 1 < line.Length; i++)
        {
            float ux = line[i + 1].X - line[i].X, uy = line[i + 1].Y - line[i].Y;
            float t = Math.Clamp((((x - line[i].X) * ux) + ((y - line[i].Y) * uy)) / MathF.Max((ux * ux) + (uy * uy), 1e-9f), 0, 1);
            float dx = x - line[i].X - (t * ux), dy = y - line[i].Y - (t * uy);
            float square = (dx * dx) + (dy * dy);
            if (square < best)
                (best, along, above) = (square, (i + t) / (line.Length - 1), dy);
        }
        float distance = MathF.Sqrt(best);
        return (distance, along, above < 0 ? -distance : distance);
    }

    /// <summary>Distance to a closed outline, negative inside.</summary>
    public static float Inside(ReadOnlySpan<V3> outline, float x, float y)
    {
        bool inside = false;
        for (int i = 0; i + 1 < outline.Length; i++)
        {
            V3 a = outline[i], b = outline[i + 1];
            if (a.Y > y != b.Y > y && x < a.X + ((y - a.Y) / (b.Y - a.Y) * (b.X - a.X)))
                inside = !inside;
        }
        float distance = To(outline, x, y).Distance;
        return inside ? -distance : distance;
    }
}
