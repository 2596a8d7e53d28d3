using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MmaDfer.Docs.Tests;

/// <summary>
/// Compiles C# of documents, in this process: whole files as they are, statements in a method of a <see cref="Reader"/>. The stand-ins for
/// engines are part of this assembly, so they are there for all code.
/// </summary>
internal static class CSharpCode
{
    private static readonly string[] s_implicitUsings =
        ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks"];

    private static readonly string[] s_readersUsings =
        ["MmaDfer.Sdk", "MmaDfer.Sdk.Engines", "MmaDfer.Sdk.Faces", "MmaDfer.Sdk.Sources", "MmaDfer.Sdk.Training", "MmaDfer.Sdk.Training.Data"];

    /// <summary>What a piece of code may do that a program should not.</summary>
    private static readonly string[] s_allowed =
    [
        "CS0168", "CS0219", "CS8321",   // shows something that it does not use
        "CS1998",                       // awaits nothing
        "CS8981",                       // Unreal names its rules in small letters
    ];

    private static readonly CSharpParseOptions s_language = new(LanguageVersion.CSharp14);

    private static readonly CSharpCompilationOptions s_options = new(
        OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true);

    private static readonly ImmutableArray<MetadataReference> s_references = [.. References()];

    /// <summary>Whether this build has what the code needs: no package source may have had Silk.NET.OpenAL.</summary>
    public static bool CanCompile(CodeBlock block) =>
        !block.Code.Contains("OpenAl", StringComparison.Ordinal)
        || typeof(Sdk.Media.StbImageFolderFrameSource).Assembly.GetType("MmaDfer.Sdk.Media.OpenAlMicrophone") is not null;

    /// <summary>What is wrong with the code, a line for each fault: file, line, message and the line itself. Empty for code that compiles.</summary>
    public static string Faults(CodeBlock block)
    {
        CompilationUnitSyntax parsed = CSharpSyntaxTree.ParseText(block.Code, s_language).GetCompilationUnitRoot();
        bool isWhole = !parsed.Members.OfType<GlobalStatementSyntax>().Any();
        string source = isWhole ? $"#line {block.Line} \"{block.File}\"\n{block.Code}" : InMethod(block, parsed);
        string[] usings = isWhole ? s_implicitUsings : [.. s_implicitUsings, .. s_readersUsings];
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Document",
            [
                CSharpSyntaxTree.ParseText(source, s_language),
                CSharpSyntaxTree.ParseText(string.Concat(usings.Select(u => $"global using {u};\n")), s_language),
            ],
            s_references, s_options);
        return string.Join('\n', compilation.GetDiagnostics()
            .Where(d => d.Severity >= DiagnosticSeverity.Warning && !s_allowed.Contains(d.Id))
            .Select(d => Describe(d, block)));
    }

    private static string InMethod(CodeBlock block, CompilationUnitSyntax parsed)
    {
        var source = new StringBuilder();
        void Add(SyntaxNode node)
        {
            int line = node.SyntaxTree.GetLineSpan(node.FullSpan).StartLinePosition.Line;
            source.Append($"#line {block.Line + line} \"{block.File}\"\n").Append(node.ToFullString()).Append('\n');
        }
        foreach (UsingDirectiveSyntax directive in parsed.Usings)
            Add(directive);
        source.Append("#line hidden\ninternal sealed class Document : MmaDfer.Docs.Tests.Reader {\nprivate static async Task Statements() {\n");
        foreach (GlobalStatementSyntax statement in parsed.Members.OfType<GlobalStatementSyntax>())
            Add(statement);
        source.Append("#line hidden\n}\n}\n");
        foreach (MemberDeclarationSyntax member in parsed.Members.Where(m => m is not GlobalStatementSyntax))
            Add(member);
        return source.ToString();
    }

    private static string Describe(Diagnostic fault, CodeBlock block)
    {
        FileLinePositionSpan place = fault.Location.GetMappedLineSpan();
        int line = place.StartLinePosition.Line + 1;
        string text = block.Lines.FirstOrDefault(l => l.Number == line).Text?.Trim() ?? "";
        return $"{block.File}({line}): {fault.Id}: {fault.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}\n    {text}";
    }

    private static IEnumerable<MetadataReference> References()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        IEnumerable<string> trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetDirectoryName(p) == framework);
        IEnumerable<string> ours = ((string[])["MmaDfer.Sdk", "MmaDfer.Sdk.Training", "MmaDfer.Sdk.TorchSharp", "MmaDfer.Sdk.Media", typeof(Reader).Assembly.GetName().Name!])
            .Select(a => Path.Combine(AppContext.BaseDirectory, a + ".dll"));
        return trusted.Concat(ours).Select(p => MetadataReference.CreateFromFile(p));
    }
}
