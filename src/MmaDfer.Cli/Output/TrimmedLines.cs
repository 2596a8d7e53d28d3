using System.Text;

namespace MmaDfer.Cli.Output;

/// <summary>
/// Passes text on without the spaces at the ends of its lines: tables fill each line up to the widest, which in a pipe or a file is
/// hundreds of spaces that nobody asked for.
/// </summary>
internal sealed class TrimmedLines(TextWriter inner) : TextWriter
{
    private int _spaces;

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value)
    {
        if (value == ' ')
        {
            _spaces++;
            return;
        }
        if (value is not ('\r' or '\n'))
        {
            for (; _spaces > 0; _spaces--)
                inner.Write(' ');
        }
        _spaces = 0;
        inner.Write(value);
    }

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();
}
