using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Native.Structures;
using MmaDfer.Sdk.Native.Tests.Published;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Native.Tests;

/// <summary>The header is written by hand: what it says must be what the library does.</summary>
[TestClass]
public sealed partial class HeaderTests
{
    private static readonly string s_header = File.ReadAllText(Path.Combine(PublishedLibrary.Headers, "mmadfer.h"));

    private static readonly Type[] s_structs =
    [
        typeof(OptionsData), typeof(InfoData), typeof(FrameData), typeof(ClipData), typeof(PredictionData), typeof(StreamOptionsData),
        typeof(ReadingData), typeof(EventData), typeof(SceneOptionsData), typeof(PersonData), typeof(StatisticsData),
    ];

    [TestMethod]
    public void DeclaresTheExportedFunctions()
    {
        string[] declared = [.. Function().Matches(s_header).Select(m => m.Groups[1].Value)];
        string[] exported = [.. Exported().Select(e => e.Attribute.EntryPoint!)];
        CollectionAssert.AreEquivalent(declared, exported);
        foreach ((MethodInfo method, UnmanagedCallersOnlyAttribute attribute) in Exported())
        {
            string parameters = Regex.Match(s_header, $@"MMADFER_CALL {attribute.EntryPoint}\(([^;]*)\);", RegexOptions.Singleline).Groups[1].Value;
            int count = parameters == "void" ? 0 : parameters.Split(',').Length;
            Assert.HasCount(count, method.GetParameters(), attribute.EntryPoint);
        }
    }

    /// <summary>Each parameter has its line in the comment before.</summary>
    [TestMethod]
    public void DescribesEachParameter()
    {
        foreach (Match function in Documented().Matches(s_header))
        {
            string name = function.Groups["name"].Value;
            foreach (string parameter in function.Groups["parameters"].Value.Split(','))
            {
                string last = Regex.Match(parameter, @"(\w+)\s*$").Groups[1].Value;
                if (last != "void")
                    StringAssert.Matches(function.Groups["comment"].Value, new Regex($@"\n \* {last}  +\S"), $"{name}: {last}");
            }
        }
        Assert.HasCount(24, Documented().Matches(s_header));
    }

    [TestMethod]
    public void HasTheVersionOfTheLibrary()
    {
        Assert.AreEqual(Api.Version, int.Parse(Regex.Match(s_header, @"#define MMADFER_VERSION (\d+)").Groups[1].Value, CultureInfo.InvariantCulture));
    }

    [TestMethod]
    public void HasTheStructsAndConstantsOfTheLibrary()
    {
        using var folder = new TemporaryFolder();
        var expected = new StringBuilder();
        var asked = new StringBuilder();
        foreach (Type type in s_structs)
            Describe(type, asked, expected);
        foreach ((string name, int value) in Constants())
        {
            asked.Append(CultureInfo.InvariantCulture, $"CONSTANT({name});\n");
            expected.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");
        }
        folder.Write("layout.inc", Encoding.UTF8.GetBytes(asked.ToString()));
        Tool.Succeed(Tool.Installed("gcc"),
        [
            .. Tool.Strict, "-std=c99", "-I", PublishedLibrary.Headers, "-I", folder.Path, Path.Combine(PublishedLibrary.Programs, "layout.c"),
            "-o", folder["layout"],
        ]);
        Assert.AreEqual(expected.ToString(), Tool.Succeed(folder["layout"], []));
        // None is left out of the comparison.
        Assert.HasCount(Regex.Count(s_header, @"^    MMADFER_\w+ = ", RegexOptions.Multiline) + 4, Constants());
    }

    [TestMethod]
    [DataRow("gcc", "c", "-std=c99")]
    [DataRow("gcc", "c", "-std=c11")]
    [DataRow("g++", "c++", "-std=c++98")]
    [DataRow("g++", "c++", "-std=c++20")]
    public void CompilesAlone(string compiler, string language, string standard)
    {
        string[] pedantic = standard == "-std=c++98" ? ["-Wno-long-long"] : [];
        Tool.Succeed(Tool.Installed(compiler), [.. Tool.Strict, .. pedantic, standard, "-x", language, "-fsyntax-only", Path.Combine(PublishedLibrary.Headers, "mmadfer.h")], []);
    }

    private static IEnumerable<(MethodInfo Method, UnmanagedCallersOnlyAttribute Attribute)> Exported() =>
        typeof(Exports).GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Select(m => (m, m.GetCustomAttribute<UnmanagedCallersOnlyAttribute>()!)).Where(e => e.Item2 is not null);

    private static void Describe(Type type, StringBuilder asked, StringBuilder expected)
    {
        string name = (string)type.GetProperty("Name")!.GetValue(null)!;
        asked.Append(CultureInfo.InvariantCulture, $"STRUCT({name});\n");
        expected.Append(CultureInfo.InvariantCulture, $"{name} {Marshal.SizeOf(type)}\n");
        foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public))
        {
            string c = field.Name == "OnnxRuntime" ? "onnxruntime" : Regex.Replace(field.Name, "(?<=.)([A-Z])", "_$1").ToLowerInvariant();
            asked.Append(CultureInfo.InvariantCulture, $"FIELD({name}, {c});\n");
            expected.Append(CultureInfo.InvariantCulture, $"{name}.{c} {Marshal.OffsetOf(type, field.Name)}\n");
        }
    }

    private static (string Name, int Value)[] Constants() =>
    [
        .. Enum.GetValues<ErrorCode>().Select(c => ($"MMADFER_{(c < 0 ? "ERROR_" : "")}{(c == ErrorCode.NoReading ? "NO_READING" : c.ToString().ToUpperInvariant())}", (int)c)),
        .. Enum.GetValues<PixelLayout>().Select(l => ($"MMADFER_{l.ToString().ToUpperInvariant()}", (int)l)),
        .. Enum.GetValues<EventKind>().Select(k => (InC(k), (int)k)),
        // None is no constant of its own.
        .. Enum.GetValues<ReadingFlags>().Where(f => f != 0).Select(f => (InC(f), (int)f)),
        ("MMADFER_FACE_UNKNOWN", 0), ("MMADFER_FACE_AT", 1), ("MMADFER_FACE_NONE", 2),
        ("MMADFER_CHANNEL_AUTO", (int)AudioChannel.Auto), ("MMADFER_CHANNEL_PUBLISHED", (int)AudioChannel.Published),
        ("MMADFER_MAX_PEOPLE", EmotionSceneOptions.Most),
        ("MMADFER_MAX_LABELS", Labels.Max), ("MMADFER_LABEL_SIZE", 304), ("MMADFER_VERSION", Api.Version),
    ];

    /// <summary>The constant of a value: all of an enumeration are in the header.</summary>
    private static string InC(Enum value) => "MMADFER_" + Regex.Replace(value.ToString(), "(?<=.)([A-Z])", "_$1").ToUpperInvariant();

    [GeneratedRegex(@"^MMADFER_API [^;(]*MMADFER_CALL (mmadfer_\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Function();

    [GeneratedRegex(@"/\*(?<comment>(?:(?!\*/).)*)\*/\nMMADFER_API [^;(]*MMADFER_CALL (?<name>mmadfer_\w+)\((?<parameters>[^;]*)\);", RegexOptions.Singleline)]
    private static partial Regex Documented();
}
