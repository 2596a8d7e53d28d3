using System.CommandLine;
using MmaDfer.Cli.Watching;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Faces;

namespace MmaDfer.Cli.Commands;

/// <summary>Options of commands that look at people through a camera and a microphone.</summary>
internal static class DeviceOptions
{
    public const string DefaultFaceModel = "default", NoFaceModel = "none";

    public static Option<string?> CreateCamera() =>
        Create("--camera", "Camera, by name, by number or as an ffmpeg input (lavfi:...); without DEVICE, the first one.");

    public static Option<string?> CreateMicrophone() =>
        Create("--microphone", "Microphone, by name, by number or as an ffmpeg input (pulse:...); without DEVICE, the first one.");

    public static Option<string> CreateFaceModel() => new("--face-model")
    {
        Description = "Finds the face: \"default\" (the face model beside this tool), a YuNet or BlazeFace network (.onnx) or an OpenCV cascade (.xml); \"none\" if the frames show only a face.",
        HelpName = "default|none|PATH",
        DefaultValueFactory = _ => DefaultFaceModel,
    };

    public static Option<double> CreateMinFace() =>
        new Option<double>("--min-face") { Description = "Minimum size of a face, as a share of the frame's shorter side; 0.05 by default.", HelpName = "SHARE" }
            .AcceptOnly(n => n is >= 0 and <= 1, "between 0 and 1");

    /// <summary>The device that is asked for; null for none.</summary>
    public static DeviceChoice? GetDevice(ParseResult parsed, Option<string?> device) =>
        parsed.GetResult(device) is null ? null : new DeviceChoice(parsed.GetValue(device));

    /// <summary>Opens what <c>--face-model</c> names; null if the frames show only a face.</summary>
    /// <exception cref="ModelFileException">The face model is missing, damaged or none.</exception>
    public static IFaceFinder? OpenFaceFinder(string faceModel, double? minFace) => (faceModel, minFace) switch
    {
        (NoFaceModel, _) => null,
        (DefaultFaceModel, { } least) => FaceFinder.Default(least),
        (DefaultFaceModel, null) => FaceFinder.Default(),
        (_, { } least) => FaceFinder.Open(faceModel, least),
        _ => FaceFinder.Open(faceModel),
    };

    private static Option<string?> Create(string name, string description) =>
        new(name) { Description = description, HelpName = "DEVICE", Arity = ArgumentArity.ZeroOrOne };
}
