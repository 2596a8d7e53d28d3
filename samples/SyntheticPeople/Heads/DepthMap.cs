namespace MmaDfer.Samples.SyntheticPeople.Heads;

/// <summary>The nearest surface as seen from far away in one direction: what light from there reaches. Not thread-safe; reused.</summary>
internal sealed class DepthMap(int side)
{
    private readonly float[] _depth = new float[side * side];
    private float[] _turned = [];
    private V3 _right, _up, _toward;
    private float _left, _bottom, _scale;

    /// <param name="points">Any units.</param>
    /// <param name="triangles">What casts shadows.</param>
    /// <param name="toward">Unit vector towards the light.</param>
    public void Draw(float[] points, int[] triangles, V3 toward)
    {
        _toward = toward;
        _right = V3.Cross(MathF.Abs(toward.Y) < 0.9f ? new V3(0, 1, 0) : new V3(1, 0, 0), toward).Unit;
        _up = V3.Cross(toward, _right);
        if (_turned.Length < points.Length)
            _turned = new float[points.Length];
        float left = float.MaxValue, right = float.MinValue, bottom = float.MaxValue, top = float.MinValue;
        for (int i = 0; i < points.Length / 3; i++)
        {
            V3 p = V3.At(points, i);
            var q = new V3(V3.Dot(p, _right), V3.Dot(p, _up), V3.Dot(p, toward));
            q.To(_turned, i);
            left = MathF.Min(left, q.X);
            right = MathF.Max(right, q.X);
            bottom = MathF.Min(bottom, q.Y);
            top = MathF.Max(top, q.Y);
        }
        (_left, _bottom) = (left, bottom);
        _scale = (side - 3) / MathF.Max(MathF.Max(right - left, top - bottom), 1e-6f);
        Array.Fill(_depth, float.MinValue);
        for (int t = 0; t < triangles.Length; t += 3)
            Triangle(3 * triangles[t], 3 * triangles[t + 1], 3 * triangles[t + 2]);
    }

    /// <summary>How much of the light reaches a point, 0 to 1: the mean of the four cells around it.</summary>
    /// <param name="p">In the units of the points.</param>
    /// <param name="bias">How much nearer a surface must be to cast a shadow.</param>
    public float Lit(V3 p, float bias)
    {
        float x = ((V3.Dot(p, _right) - _left) * _scale) + 0.5f, y = ((V3.Dot(p, _up) - _bottom) * _scale) + 0.5f;
        float depth = V3.Dot(p, _toward) + bias;
        int ix = Math.Clamp((int)x, 0, side - 2), iy = Math.Clamp((int)y, 0, side - 2);
        float tx = Math.Clamp(x - ix, 0, 1), ty = Math.Clamp(y - iy, 0, 1);
        int at = (iy * side) + ix;
        float a = depth >= _depth[at] ? 1 - tx : 0, b = depth >= _depth[at + 1] ? tx : 0;
        float c = depth >= _depth[at + side] ? 1 - tx : 0, d = depth >= _depth[at + side + 1] ? tx : 0;
        return ((a + b) * (1 - ty)) + ((c + d) * ty);
    }

    private void Triangle(int a, int b, int c)
    {
        float ax = (_turned[a] - _left) * _scale, ay = (_turned[a + 1] - _bottom) * _scale, az = _turned[a + 2];
        float bx = (_turned[b] - _left) * _scale, by = (_turned[b + 1] - _bottom) * _scale, bz = _turned[b + 2];
        float cx = (_turned[c] - _left) * _scale, cy = (_turned[c + 1] - _bottom) * _scale, cz = _turned[c + 2];
        float area = ((bx - ax) * (cy - ay)) - ((by - ay) * (cx - ax));
        if (area * area < 1e-12f)
            return;
        int x0 = Math.Max((int)MathF.Ceiling(MathF.Min(ax, MathF.Min(bx, cx)) - 0.5f), 0), x1 = Math.Min((int)(MathF.Max(ax, MathF.Max(bx, cx)) + 0.5f), side - 1);
        int y0 = Math.Max((int)MathF.Ceiling(MathF.Min(ay, MathF.Min(by, cy)) - 0.5f), 0), y1 = Math.Min((int)(MathF.Max(ay, MathF.Max(by, cy)) + 0.5f), side - 1);
        float inverse = 1 / area;
        // Cells whose centre is at most half a cell outside count too: no gaps in thin parts.
        for (int y = y0; y <= y1; y++)
        {
            for (int x = x0; x <= x1; x++)
            {
                float u = (((bx - x) * (cy - y)) - ((by - y) * (cx - x))) * inverse;
                float v = (((cx - x) * (ay - y)) - ((cy - y) * (ax - x))) * inverse;
                float w = 1 - u - v;
                if (u < 0 || v < 0 || w < 0)
                    continue;
                float z = (u * az) + (v * bz) + (w * cz);
                ref float depth = ref _depth[(y * side) + x];
                if (z > depth)
                    depth = z;
            }
        }
    }
}
