using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Models;

/// <summary>
/// A freshly initialised network: every value is computed from seed, name and index when it is read, so the network takes no
/// memory. Linear layers are uniform in +-fan_in^-0.5, norms 1 and 0, gates 0, prompts and embeddings normal.
/// </summary>
internal sealed class DrawnWeights : WeightStore
{
    private const string FacePatches = "image_encoder.patch_embed.proj.weight", AudioPatches = "audio_model.patch_embed.proj.weight", QueriesKeysValues = ".attn.qkv.weight", Positions = ".pos_embed";

    /// <summary>
    /// Standard deviation of embeddings in a network trained from scratch: about that of the patches, so that neither dominates.
    /// </summary>
    private const double EmbeddingFromScratch = 0.5;

    /// <summary>
    /// The same where frames are standardised, and a factor of the queries and keys: attention then begins with many different places to look at,
    /// instead of an even look at everything, and [CLS] collects what is where from the first step on. Found by trying: with embeddings half or
    /// twice as strong, or gains of 1.3 or 3.5, the face encoder learns more slowly (after 14,000 frames 46.6 % of seven emotions; without both
    /// factors 30).
    /// </summary>
    private const double StrongEmbedding = 2, AttentionGain = 2.2;

    private readonly bool _strong;
    private readonly int _width;
    private readonly Dictionary<string, NetworkTensor> _network;
    private readonly Dictionary<string, TensorInfo> _tensors;
    private readonly ulong _seed;
    private readonly bool _fromScratch;

    /// <param name="config">Sizes.</param>
    /// <param name="seed">Seed of the random numbers.</param>
    /// <param name="fromScratch">
    /// For a network without pretrained encoders: with patch filters and embeddings that it learns from quickly, and without unused tensors.
    /// </param>
    /// <param name="alignsFaces">Whether its metadata asks for faces that are aligned by eyes and mouth.</param>
    public DrawnWeights(MmaDferConfig config, ulong seed, bool fromScratch = false, bool alignsFaces = false)
    {
        _seed = seed;
        _fromScratch = fromScratch;
        _strong = fromScratch && config.StandardizesFrames;
        _width = config.Width;
        _network = NetworkTensors.Of(config).Where(t => t.Used || !fromScratch).ToDictionary(t => t.Name);
        _tensors = _network.Values.ToDictionary(t => t.Name, t => new TensorInfo(t.Name, t.Shape, TensorType.Float32));
        Origin = $"untrained network (seed {seed})";
        var metadata = new Dictionary<string, string> { [ModelMetadata.Trained] = "false" };
        if (config.StandardizesFrames)
            metadata[ConfigReader.Frames] = ConfigReader.Standardized;
        if (alignsFaces)
            metadata[ModelMetadata.FaceCrop] = ModelMetadata.AlignedFaces;
        Metadata = metadata;
    }

    public override string Origin { get; }

    public override IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors;

    public override IReadOnlyDictionary<string, string> Metadata { get; }

    public override void Read(TensorInfo tensor, long start, Span<float> destination)
    {
        NetworkTensor drawn = _network[tensor.Name];
        CheckRange(drawn.Shape.Count, start, destination.Length);
        ulong stream = SeededDraws.Stream(_seed, drawn.Name);
        switch (drawn.Kind)
        {
            case TensorKind.LinearWeight when _fromScratch && drawn.Name == FacePatches || _strong && drawn.Name == AudioPatches:
                long filters = Math.Min(drawn.Shape[0], CosineFilters.Count) * drawn.Shape.Count / drawn.Shape[0];
                int known = (int)Math.Clamp(filters - start, 0, destination.Length);
                CosineFilters.Read(start, destination[..known], drawn.Name == FacePatches);
                SeededDraws.Uniform(stream, start + known, (float)(1 / Math.Sqrt(FanIn(drawn))), destination[known..]);
                break;
            case TensorKind.LinearWeight or TensorKind.LinearBias:
                SeededDraws.Uniform(stream, start, (float)(1 / Math.Sqrt(FanIn(drawn))), destination);
                if (_strong && drawn.Name.EndsWith(QueriesKeysValues, StringComparison.Ordinal))
                    Strengthen(destination[..(int)Math.Clamp((2L * _width * _width) - start, 0, destination.Length)]);
                break;
            case TensorKind.NormWeight:
                destination.Fill(1f);
                break;
            case TensorKind.NormBias or TensorKind.Gate:
                destination.Clear();
                break;
            case TensorKind.Embedding when _fromScratch:
                SeededDraws.Normal(stream, start, _strong && drawn.Name.EndsWith(Positions, StringComparison.Ordinal) ? StrongEmbedding : EmbeddingFromScratch, destination);
                break;
            case TensorKind.Prompt:
                SeededDraws.Normal(stream, start, 1 / Math.Sqrt(drawn.Shape[^1]), destination);
                break;
            default:
                SeededDraws.Normal(stream, start, 1, destination);
                break;
        }
    }

    /// <summary>The rows of queries come first, then those of keys.</summary>
    private static void Strengthen(Span<float> queriesAndKeys)
    {
        foreach (ref float value in queriesAndKeys)
            value *= (float)AttentionGain;
    }

    /// <summary>Number of inputs of each output of a linear layer; a bias has the fan-in of its matrix.</summary>
    private long FanIn(NetworkTensor tensor)
    {
        const string bias = ".bias";
        NetworkTensor matrix = tensor.Kind == TensorKind.LinearBias
            ? _network[string.Concat(tensor.Name.AsSpan(0, tensor.Name.Length - bias.Length), ".weight")]
            : tensor;
        return matrix.Shape.Count / matrix.Shape[0];
    }
}

/// <summary>
/// Patch filters for training an encoder from scratch: the cosines of a patch in brightness (of a face) or level (of a spectrogram, with the mean
/// level first), low frequencies first, with a gain that grows with the frequency. Amplitudes in images fall with the frequency (Field 1987), so all values of a token start equally
/// large. Random filters respond to little more than the mean colour of a patch, and a network with them learns mouth shapes many
/// times slower.
/// </summary>
internal static class CosineFilters
{
    private const int Patch = MmaDferConfig.Patch;

    /// <summary>Scale the responses to frames with values in 0..1, and to spectrograms with a deviation of 0.5, to about one standard deviation.</summary>
    private const double FaceStrength = 2, AudioStrength = 0.2;

    private static readonly double[] Brightness = [0.299, 0.587, 0.114], Level = [1];

    private static readonly (int Down, int Across)[] Frequencies =
        [.. from down in Enumerable.Range(0, Patch)
            from across in Enumerable.Range(0, Patch)
            where down + across > 0
            orderby (down * down) + (across * across), down
            select (down, across)];

    /// <summary>The number of cosine filters; further filters are random.</summary>
    public static int Count => Frequencies.Length;

    /// <summary>Elements from <paramref name="start"/> on of the filters [Count, 3, 16, 16], or [Count, 1, 16, 16] for spectrograms.</summary>
    public static void Read(long start, Span<float> destination, bool ofFaces)
    {
        double[] channels = ofFaces ? Brightness : Level;
        for (int i = 0; i < destination.Length; i++)
        {
            long element = start + i, filter = element / (channels.Length * Patch * Patch);
            int x = (int)(element % Patch), y = (int)(element / Patch % Patch), channel = (int)(element / (Patch * Patch) % channels.Length);
            if (!ofFaces && filter == 0)
            {
                destination[i] = (float)(AudioStrength / 2 / Patch);
                continue;
            }
            (int down, int across) = Frequencies[filter - (ofFaces ? 0 : 1)];
            double norm = (down == 0 || across == 0 ? 1 : 1.4142135623730951) / Patch;
            destination[i] = (float)((ofFaces ? FaceStrength : AudioStrength) * Math.Sqrt((down * down) + (across * across)) * norm * channels[channel]
                * Wave(y, down) * Wave(x, across));
        }
    }

    /// <summary>cos(pi (place + 1/2) frequency / 16), the same bits on every machine.</summary>
    private static double Wave(int place, int frequency) => SeededDraws.CosTurns(((2 * place) + 1) * frequency % (4 * Patch) / (4.0 * Patch));
}
