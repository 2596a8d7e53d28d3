using Silk.NET.OpenAL;

namespace MmaDfer.Sdk.Media.OpenAl;

/// <summary>
/// Makes a context the one that OpenAL's calls mean, on this thread alone and for a moment: a game that plays through OpenAL keeps its
/// own. Where OpenAL cannot do that (Apple's), the whole process's is changed and put back.
/// </summary>
internal readonly unsafe ref struct ThreadContext
{
    private readonly OpenAlLibrary _library;
    private readonly Context* _before;

    public ThreadContext(OpenAlLibrary library, Context* context)
    {
        _library = library;
        if (library.SetThreadContext is not null)
        {
            _before = library.GetThreadContext();
            library.SetThreadContext(context);
        }
        else
        {
            _before = library.Alc.GetCurrentContext();
            library.Alc.MakeContextCurrent(context);
        }
    }

    public void Dispose()
    {
        if (_library.SetThreadContext is not null)
            _library.SetThreadContext(_before);
        else
            _library.Alc.MakeContextCurrent(_before);
    }
}
