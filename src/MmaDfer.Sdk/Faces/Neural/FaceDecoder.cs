using System.Numerics;

namespace MmaDfer.Sdk.Faces.Neural;

/// <summary>Reads a network's outputs as faces, in pixels of the network's input.</summary>
internal abstract unsafe class FaceDecoder
{
    /// <summary>What the network makes of pixels.</summary>
    public abstract PixelValues Pixels { get; }

    /// <summary>Longer side of the smallest and of the largest face that the network finds reliably, in pixels of its input.</summary>
    public abstract (float Min, float Max) Sizes { get; }

    /// <summary>Longer side at which a face that is known is looked for again: well found, at little cost.</summary>
    public abstract float BestSize { get; }

    /// <summary>The published least score of a face.</summary>
    public abstract float MinScore { get; }

    /// <summary>Whether faces that overlap become one by their mean, weighted by their scores, instead of the best one alone.</summary>
    public abstract bool Blends { get; }

    /// <summary>How its boxes become those that emotion networks are trained with.</summary>
    public abstract TrainingCrop Crop { get; }

    /// <summary>Reads the outputs.</summary>
    /// <param name="network">The network, after its run.</param>
    /// <param name="minScore">Least score of a face, 0 to 1.</param>
    /// <param name="faces">Receives the faces.</param>
    public abstract void Read(FaceNetwork network, float minScore, FaceCandidates faces);

    /// <summary>The decoder of a graph; null if it belongs to no network that is known.</summary>
    public static FaceDecoder? Of(FaceNetwork network) => (FaceDecoder?)YuNetDecoder.TryCreate(network) ?? BlazeFaceDecoder.TryCreate(network);

    protected static float Sigmoid(float value) => 1 / (1 + MathF.Exp(-value));

    protected static float Finish(NetworkOutput output, float value) => output.Sigmoid ? Sigmoid(value) : value;

    protected static FeatureMap? MapOf(FaceNetwork network, string name, int channels, int stride) =>
        network.Outputs.TryGetValue(name, out NetworkOutput? output) && output.Map.Channels == channels && output.Map.Stride == stride ? output.Map : null;
}

/// <summary>
/// YuNet (W. Wu, H. Peng, S. Yu, YuNet: A Tiny Millisecond-level Face Detector, 2023): for strides S of 8, 16 and 32 the outputs
/// <c>cls_S</c>, <c>obj_S</c>, <c>bbox_S</c> and <c>kps_S</c>, one face a cell. Score: sqrt(cls obj); centre: (cell + b01) S; size: exp(b23) S;
/// landmarks: (cell + k) S.
/// </summary>
internal sealed unsafe class YuNetDecoder : FaceDecoder
{
    private readonly NetworkOutput[] _classes = new NetworkOutput[3], _objects = new NetworkOutput[3], _boxes = new NetworkOutput[3], _points = new NetworkOutput[3];

    public override PixelValues Pixels => new(BlueFirst: true, 1, 0);

    // Measured with the published models: faces smaller than 20 pixels are missed now and then, ones larger than 300 often.
    public override (float Min, float Max) Sizes => (20, 260);

    public override float BestSize => 56;

    public override float MinScore => 0.7f;

    public override bool Blends => false;

    public override TrainingCrop Crop => TrainingCrop.YuNet;

    public static YuNetDecoder? TryCreate(FaceNetwork network)
    {
        var decoder = new YuNetDecoder();
        for (int i = 0; i < 3; i++)
        {
            int stride = 8 << i;
            if (MapOf(network, $"cls_{stride}", 1, stride) is null || MapOf(network, $"obj_{stride}", 1, stride) is null
                || MapOf(network, $"bbox_{stride}", 4, stride) is null || MapOf(network, $"kps_{stride}", 10, stride) is null)
            {
                return null;
            }
            (decoder._classes[i], decoder._objects[i]) = (network.Outputs[$"cls_{stride}"], network.Outputs[$"obj_{stride}"]);
            (decoder._boxes[i], decoder._points[i]) = (network.Outputs[$"bbox_{stride}"], network.Outputs[$"kps_{stride}"]);
        }
        return decoder;
    }

    public override void Read(FaceNetwork network, float minScore, FaceCandidates faces)
    {
        for (int i = 0; i < 3; i++)
        {
            float* classes = network[_classes[i].Map], objects = network[_objects[i].Map];
            float* boxes = network[_boxes[i].Map], points = network[_points[i].Map];
            int stride = 8 << i, width = _classes[i].Map.Width(network), cells = width * _classes[i].Map.Height(network);
            for (int cell = 0; cell < cells; cell++)
            {
                float known = Finish(_classes[i], classes[cell * _classes[i].Map.Stored]), there = Finish(_objects[i], objects[cell * _objects[i].Map.Stored]);
                float score = MathF.Sqrt(Math.Clamp(known, 0, 1) * Math.Clamp(there, 0, 1));
                // Not a number is no face.
                if (!(score >= minScore))
                    continue;
                float* box = boxes + (cell * _boxes[i].Map.Stored), point = points + (cell * _points[i].Map.Stored);
                var corner = new Vector2(cell % width, cell / width);
                Vector2 center = (corner + new Vector2(box[0], box[1])) * stride;
                Vector2 size = new Vector2(MathF.Exp(box[2]), MathF.Exp(box[3])) * stride;
                faces.Add(new FaceBox(center.X - (size.X / 2), center.Y - (size.Y / 2), size.X, size.Y)
                {
                    Score = score,
                    Landmarks = new FaceLandmarks(Point(0), Point(1), Point(2), (Point(3) + Point(4)) / 2)
                    {
                        RightMouthCorner = Point(3),
                        LeftMouthCorner = Point(4),
                    },
                });

                Vector2 Point(int index) => (corner + new Vector2(point[2 * index], point[(2 * index) + 1])) * stride;
            }
        }
    }
}

/// <summary>
/// BlazeFace (V. Bazarevsky and others, BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs, 2019), for inputs of 128 or 256:
/// a fine grid of two anchors a cell and a coarse one of six. Each has a score before its sigmoid and 16 numbers in pixels: the centre
/// relative to the anchor, the size, and six points relative to the anchor.
/// </summary>
/// <param name="size">Width and height of the input for which the network was trained.</param>
/// <param name="scores">Scores of the fine and the coarse grid.</param>
/// <param name="boxes">Boxes of the two grids.</param>
internal sealed unsafe class BlazeFaceDecoder(int size, NetworkOutput[] scores, NetworkOutput[] boxes) : FaceDecoder
{
    private const int Numbers = 16;

    public override PixelValues Pixels => new(BlueFirst: false, 1 / 127.5f, -1);

    // Measured with the published models, as shares of the input for which they were trained.
    public override (float Min, float Max) Sizes => (0.1f * size, 0.85f * size);

    public override float BestSize => 0.23f * size;

    public override float MinScore => 0.5f;

    public override bool Blends => true;

    public override TrainingCrop Crop => TrainingCrop.BlazeFace;

    public static BlazeFaceDecoder? TryCreate(FaceNetwork network)
    {
        if (network.Outputs.Count != 4)
            return null;
        NetworkOutput[] scores = new NetworkOutput[2], boxes = new NetworkOutput[2];
        foreach (NetworkOutput output in network.Outputs.Values)
        {
            switch (output.Map.Channels)
            {
                case 2:
                    scores[0] = output;
                    break;
                case 6:
                    scores[1] = output;
                    break;
                case 2 * Numbers:
                    boxes[0] = output;
                    break;
                case 6 * Numbers:
                    boxes[1] = output;
                    break;
            }
        }
        if (scores.Contains(null!) || boxes.Contains(null!) || scores[0].Map.Stride is not (8 or 16) || scores[1].Map.Stride != 2 * scores[0].Map.Stride
            || boxes[0].Map.Stride != scores[0].Map.Stride || boxes[1].Map.Stride != scores[1].Map.Stride)
        {
            return null;
        }
        return new BlazeFaceDecoder(16 * scores[0].Map.Stride, scores, boxes);
    }

    public override void Read(FaceNetwork network, float minScore, FaceCandidates faces)
    {
        for (int grid = 0; grid < 2; grid++)
        {
            FeatureMap map = scores[grid].Map;
            float* score = network[map], box = network[boxes[grid].Map];
            int width = map.Width(network), cells = width * map.Height(network);
            for (int cell = 0; cell < cells; cell++, score += map.Stored, box += boxes[grid].Map.Stored)
            {
                for (int anchor = 0; anchor < map.Channels; anchor++)
                {
                    float sure = Sigmoid(score[anchor]);
                    if (!(sure >= minScore))
                        continue;
                    float* numbers = box + (anchor * Numbers);
                    Vector2 center = (new Vector2(cell % width, cell / width) + new Vector2(0.5f)) * map.Stride;
                    Vector2 middle = center + new Vector2(numbers[0], numbers[1]), extent = new(numbers[2], numbers[3]);
                    faces.Add(new FaceBox(middle.X - (extent.X / 2), middle.Y - (extent.Y / 2), extent.X, extent.Y)
                    {
                        Score = sure,
                        Landmarks = new FaceLandmarks(Point(0), Point(1), Point(2), Point(3)) { RightEar = Point(4), LeftEar = Point(5) },
                    });

                    Vector2 Point(int index) => center + new Vector2(numbers[4 + (2 * index)], numbers[5 + (2 * index)]);
                }
            }
        }
    }
}
