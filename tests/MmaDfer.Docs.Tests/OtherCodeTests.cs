using System.Text.Json;
using System.Xml.Linq;
using MmaDfer.Sdk.Native.Tests.Published;

namespace MmaDfer.Docs.Tests;

/// <summary>What else stands in documents as code.</summary>
[TestClass]
public sealed class OtherCodeTests
{
    /// <summary>Code that no test compiles or reads, by document and a piece of it, and why. Nothing else is left out.</summary>
    private static readonly (string File, string Piece, string Why)[] s_left =
    [
        ("docs/cpp.md", "find_package(mmadfer", "MmaDfer.Sdk.Native.Tests builds a program with it"),
    ];

    /// <summary>Languages that other tests of this project look after; a bare fence holds commands, or what they print, as text does.</summary>
    private static readonly string[] s_tested = ["csharp", "cs", "c", "cpp", "", "text", "bash"];

    [TestMethod]
    public void EveryBlockHasATestedKind()
    {
        string[] unknown = [.. Documents.Blocks.Where(b => !s_tested.Contains(b.Language) && b.Language is not ("xml" or "json" or "cmake") && Left(b) is null).Select(b => $"{b}: {b.Language}")];
        Assert.IsEmpty(unknown, string.Join('\n', unknown));
        foreach ((string file, string piece, string why) in s_left)
            Assert.AreEqual(1, Documents.Blocks.Count(b => b.File == file && b.Code.Contains(piece, StringComparison.Ordinal)), $"{file}, {piece}: {why}");
    }

    [TestMethod]
    public void XmlIsWellFormedAndNamesOurVersion()
    {
        string version = XDocument.Load(Path.Combine(Documents.Root, "Directory.Build.props")).Descendants("Version").Single().Value;
        int references = 0;
        foreach (CodeBlock block in Of("xml"))
        {
            XElement xml = XElement.Parse($"<Document>{block.Code}</Document>");
            foreach (XElement reference in xml.Descendants("PackageReference").Where(r => r.Attribute("Include")!.Value.StartsWith("MmaDfer.", StringComparison.Ordinal)))
            {
                Assert.AreEqual(version, reference.Attribute("Version")!.Value, block.ToString());
                references++;
            }
        }
        Assert.IsGreaterThan(0, references);
    }

    [TestMethod]
    public void JsonIsWellFormed()
    {
        foreach (CodeBlock block in Of("json"))
        {
            foreach ((int number, string text) in block.Lines)
            {
                try
                {
                    JsonDocument.Parse(text).Dispose();
                }
                catch (JsonException fault)
                {
                    Assert.Fail($"{block.File}({number}): {fault.Message}");
                }
            }
        }
    }

    /// <summary>Configured for real, with stand-ins for the packages of ROS 2, where the library has been made.</summary>
    [TestMethod]
    public void CMakeFilesConfigure()
    {
        foreach (CodeBlock block in Of("cmake"))
        {
            using var folder = new Sdk.Conformance.TemporaryFolder();
            File.WriteAllText(folder["CMakeLists.txt"], block.Code);
            Directory.CreateDirectory(folder["src"]);
            File.WriteAllText(folder["src", "mood_node.cpp"], "int main() {}\n");
            string standIns = Path.Combine(Documents.Root, "tests", "MmaDfer.Docs.Tests", "StandIns", "ros");
            Tool.Succeed(Tool.Installed("cmake"), ["-S", folder.Path, "-B", folder["build"], $"-DCMAKE_PREFIX_PATH={PublishedLibrary.Folder()};{standIns}"]);
            Tool.Succeed(Tool.Installed("cmake"), ["--build", folder["build"]]);
        }
    }

    /// <summary>Blocks of a language that a test here can check; it fails if there is none.</summary>
    private static CodeBlock[] Of(string language)
    {
        CodeBlock[] blocks = [.. Documents.Blocks.Where(b => b.Language == language && Left(b) is null)];
        Assert.IsNotEmpty(blocks, language);
        return blocks;
    }

    private static string? Left(CodeBlock block) =>
        s_left.FirstOrDefault(l => l.File == block.File && block.Code.Contains(l.Piece, StringComparison.Ordinal)).Why;
}
