namespace MmaDfer.Docs.Tests;

/// <summary>A piece of code in a document.</summary>
/// <param name="File">The document, from the root of the repository.</param>
/// <param name="Line">Number of its first line, from 1.</param>
/// <param name="Language">What stands behind the fence, in small letters; empty for a bare fence and for indented lines.</param>
/// <param name="Code">Its lines.</param>
internal sealed record CodeBlock(string File, int Line, string Language, string Code)
{
    /// <summary>Its lines with their numbers in the document.</summary>
    public IEnumerable<(int Number, string Text)> Lines => Code.Split('\n').Select((text, i) => (Line + i, text));

    public override string ToString() => $"{File}({Line})";
}
