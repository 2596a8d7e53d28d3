// One line of JSON about one engine; packaging/gpu/run.py calls it, each time in a process of its own.
//
//   MmaDfer.Sdk.GpuCheck engine ENGINE                                    whether it works here, and what it says of itself
//   MmaDfer.Sdk.GpuCheck conformance ENGINE FOLDER,... [SUITE,...]         conformance tests, those on golden models only of these folders
//   MmaDfer.Sdk.GpuCheck clip ENGINE PRECISION FOLDER RUNS                a golden clip: its logits, and its time
//   MmaDfer.Sdk.GpuCheck train ENGINE PRECISION FOLDER BATCH STEPS        training steps: losses, and their time
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.GpuCheck;
using MmaDfer.Sdk.TorchSharp;

TorchEngines.Register();
// What the runtime prints goes elsewhere: standard output is the line.
TextWriter output = Console.Out;
Console.SetOut(Console.Error);
JsonObject result;
try
{
    result = args switch
    {
        ["engine", string name] => Try(name),
        ["conformance", string name, string folders, .. string[] suites] => ConformanceRun.Run(
            () => EngineNames.Parse(name, Environment.ProcessorCount), folders.Split(','), suites is [string chosen] ? chosen.Split(',') : null),
        ["clip", string name, string precision, string folder, string runs] => SpeedRun.Clip(Create(name, precision), Kind(precision), folder, Number(runs)),
        ["train", string name, string precision, string folder, string batch, string steps] => SpeedRun.Train(Create(name, precision), folder, Number(batch), Number(steps)),
        _ => throw new ArgumentException("Usage: engine | conformance | clip | train; see the top of Program.cs."),
    };
}
catch (Exception exception) when (exception is EngineException or ArgumentException or NotSupportedException or IOException)
{
    result = new JsonObject { ["passed"] = false, ["problem"] = exception.Message };
}
output.WriteLine(result.ToJsonString(new JsonSerializerOptions { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals }));
return result["passed"]!.GetValue<bool>() ? 0 : 1;

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static Precision Kind(string text) => Enum.Parse<Precision>(text, ignoreCase: true);

static Engine Create(string name, string precision) =>
    EngineNames.Parse(name, Environment.ProcessorCount).WithPrecision(Kind(precision))
    ?? throw new NotSupportedException($"The engine '{name}' does not compute in {precision}.");

static JsonObject Try(string name)
{
    Engine engine = EngineNames.Parse(name, Environment.ProcessorCount);
    var fixture = new OpFixture(engine);
    fixture.AddInput("x", new MmaDfer.Sdk.Tensors.Shape(1, 2));
    fixture.Run((ops, input) => ops.Add(input("x"), input("x")));
    return new JsonObject { ["passed"] = true, ["description"] = engine.Description };
}
