using System.Globalization;
using System.Text;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Tests.Live.Voices;

namespace MmaDfer.Sdk.Benchmarks;

/// <summary>
/// Makes the weights of <see cref="VoiceWeights"/>: logistic regression through one hidden layer, on drawn voices in noises and on noises alone
/// (a babble alone is left out: it is voices). People and seeds are below those that the table and the tests judge by.
/// </summary>
internal static class VoiceTraining
{
    private const int Inputs = VoiceActivity.Features, Hidden = VoiceWeights.Hidden, Row = Inputs + 1, Steps = 4000, Batch = 1024;

    public static void Run(int windows, string path)
    {
        (float[] rows, bool[] truth) = Collect(windows);
        float[] weights = Train(rows, truth);
        var text = new StringBuilder();
        for (int i = 0; i < weights.Length; i++)
            text.Append(CultureInfo.InvariantCulture, $"{(i % 12 == 0 ? i == 0 ? "        " : "\n        " : " ")}{weights[i]:0.####}f,");
        File.WriteAllText(path, text.Append('\n').ToString());
    }

    private static (float[] Rows, bool[] Truth) Collect(int windows)
    {
        var rows = new List<float>();
        var truth = new List<bool>();
        Noise[] kinds = Enum.GetValues<Noise>();
        var meters = new Dictionary<int, VoiceActivity>();
        for (int n = 0; n < windows; n++)
        {
            var random = new Random(n);
            // Music is what is hardest to tell from a voice.
            Noise kind = n % 4 == 0 ? Noise.Music : kinds[random.Next(kinds.Length)];
            bool speaks = random.Next(10) < 6 || kind == Noise.Babble;
            int rate = new[] { 16_000, 16_000, 22_050, 48_000 }[random.Next(4)];
            double seconds = random.Next(4) == 0 ? 1 + random.NextDouble() : 3;
            float[]? voice = speaks ? DrawnVoices.Speak(random.Next(5000), random.Next(100_000), rate, seconds) : null;
            VoiceMix mix = VoiceMix.Of(voice, new Noises(n, rate, seconds).Make(kind), random.Next(4) == 0 ? 40 : 20 * random.NextDouble(), -45 + (30 * random.NextDouble()), rate, n);
            if (!meters.TryGetValue(rate, out VoiceActivity? meter))
                meters[rate] = meter = new VoiceActivity(rate);
            meter.WriteFeatures(mix.Frames);
            for (int i = 0; i < mix.Speaking.Length; i += 2)
            {
                rows.AddRange(meter.Feature(i));
                truth.Add(mix.Speaking[i]);
            }
        }
        return ([.. rows], [.. truth]);
    }

    private static float[] Train(float[] rows, bool[] truth)
    {
        // In units of each figure's deviation; undone at the end.
        double[] mean = new double[Inputs], deviation = new double[Inputs];
        for (int k = 0; k < Inputs; k++)
        {
            int column = k;
            mean[k] = Enumerable.Range(0, truth.Length).Average(i => rows[(i * Inputs) + column]);
            deviation[k] = Math.Sqrt(Enumerable.Range(0, truth.Length).Average(i => Math.Pow(rows[(i * Inputs) + column] - mean[column], 2))) + 1e-6;
        }
        for (int i = 0; i < rows.Length; i++)
            rows[i] = (float)((rows[i] - mean[i % Inputs]) / deviation[i % Inputs]);
        var random = new Random(1);
        int count = (Hidden * Row) + Hidden + 1;
        double[] weights = new double[count], first = new double[count], second = new double[count], gradient = new double[count], hidden = new double[Hidden];
        for (int i = 0; i < count; i++)
            weights[i] = (random.NextDouble() - 0.5) * 0.5;
        for (int step = 1; step <= Steps; step++)
        {
            Array.Clear(gradient);
            double loss = 0;
            for (int b = 0; b < Batch; b++)
            {
                int at = random.Next(truth.Length);
                loss += AddGradient(weights, rows.AsSpan(at * Inputs, Inputs), truth[at], hidden, gradient);
            }
            double rate = 0.005 * (1 - ((step - 1.0) / Steps));
            for (int i = 0; i < count; i++)
            {
                double g = gradient[i] / Batch;
                first[i] += 0.1 * (g - first[i]);
                second[i] += 0.001 * ((g * g) - second[i]);
                weights[i] -= rate * (first[i] / (1 - Math.Pow(0.9, step))) / (Math.Sqrt(second[i] / (1 - Math.Pow(0.999, step))) + 1e-8);
            }
            if (step % 500 == 0)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"step {step}: loss {loss / Batch:0.000}"));
        }
        for (int h = 0; h < Hidden; h++)
        {
            for (int k = 0; k < Inputs; k++)
            {
                weights[(h * Row) + k] /= deviation[k];
                weights[(h * Row) + Inputs] -= weights[(h * Row) + k] * mean[k];
            }
        }
        return [.. weights.Select(w => (float)w)];
    }

    private static double AddGradient(double[] weights, ReadOnlySpan<float> row, bool truth, double[] hidden, double[] gradient)
    {
        double logit = weights[^1];
        for (int h = 0; h < Hidden; h++)
        {
            double sum = weights[(h * Row) + Inputs];
            for (int k = 0; k < Inputs; k++)
                sum += weights[(h * Row) + k] * row[k];
            hidden[h] = Math.Max(0, sum);
            logit += weights[(Hidden * Row) + h] * hidden[h];
        }
        double probability = 1 / (1 + Math.Exp(-logit)), error = probability - (truth ? 1 : 0);
        gradient[^1] += error;
        for (int h = 0; h < Hidden; h++)
        {
            gradient[(Hidden * Row) + h] += error * hidden[h];
            if (hidden[h] <= 0)
                continue;
            double back = error * weights[(Hidden * Row) + h];
            gradient[(h * Row) + Inputs] += back;
            for (int k = 0; k < Inputs; k++)
                gradient[(h * Row) + k] += back * row[k];
        }
        return -Math.Log(Math.Max(truth ? probability : 1 - probability, 1e-12));
    }
}
