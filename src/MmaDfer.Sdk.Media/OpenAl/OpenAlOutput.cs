using Silk.NET.OpenAL;

namespace MmaDfer.Sdk.Media.OpenAl;

/// <summary>
/// One use of a speaker: a queue of blocks, each played once and then free for the next. Used by one thread at a time. The audio is stereo:
/// OpenAL takes a single channel for a voice somewhere in the room, and changes its level.
/// </summary>
internal sealed unsafe class OpenAlOutput : IDisposable
{
    // Fewer would let a late writer be heard as a gap.
    private const int BlocksToBegin = 3;

    private readonly OpenAlLibrary _library;
    private readonly int _sampleRate;
    private readonly Device* _device;
    private readonly Context* _context;
    private readonly uint _source;
    private readonly uint[] _buffers;
    private readonly Stack<uint> _free;
    private readonly Queue<int> _queued = new();
    private long _played;

    /// <summary>Opens a speaker.</summary>
    /// <param name="library">OpenAL.</param>
    /// <param name="name">Its full name; null for the default.</param>
    /// <param name="sampleRate">In Hz.</param>
    /// <param name="blocks">How many blocks the queue holds.</param>
    /// <exception cref="MediaException">It cannot be opened.</exception>
    public OpenAlOutput(OpenAlLibrary library, string? name, int sampleRate, int blocks)
    {
        (_library, _sampleRate) = (library, sampleRate);
        // Asking for the list also makes OpenAL look for what was plugged in since.
        if (!library.Speakers.Contains(name) && name is not null)
            throw new MediaException($"{OpenAlSpeaker.Called(name)} is not connected.");
        _device = library.OpenSpeaker(name);
        _context = _device is null ? null : library.Alc.CreateContext(_device, null);
        if (_context is null)
        {
            string problem = library.Alc.GetError(_device).ToString();
            if (_device is not null)
                library.Alc.CloseDevice(_device);
            throw new MediaException($"{OpenAlSpeaker.Called(name)} cannot be opened (OpenAL: {problem}).");
        }
        using var scope = new ThreadContext(library, _context);
        _source = library.Al.GenSource();
        _buffers = library.Al.GenBuffers(blocks);
        _free = new Stack<uint>(_buffers);
    }

    public bool IsConnected => _library.IsConnected(_device);

    /// <summary>Whether all that was queued has been played.</summary>
    public bool IsIdle
    {
        get
        {
            TakeBack();
            return _queued.Count == 0;
        }
    }

    /// <summary>How many samples of each channel have been heard.</summary>
    public long Played
    {
        get
        {
            TakeBack();
            using var scope = new ThreadContext(_library, _context);
            _library.Al.GetSourceProperty(_source, GetSourceInteger.SampleOffset, out int offset);
            return _played + offset;
        }
    }

    /// <summary>Queues a block if there is room for one.</summary>
    public bool TryQueue(ReadOnlySpan<short> block)
    {
        TakeBack();
        if (!_free.TryPop(out uint buffer))
            return false;
        using var scope = new ThreadContext(_library, _context);
        fixed (short* data = block)
            _library.Al.BufferData(buffer, BufferFormat.Stereo16, data, block.Length * sizeof(short), _sampleRate);
        _library.Al.SourceQueueBuffers(_source, 1, &buffer);
        _queued.Enqueue(block.Length / 2);
        if (_queued.Count >= Math.Min(BlocksToBegin, _buffers.Length))
            PlayHere();
        return true;
    }

    /// <summary>Begins to play, however little is queued.</summary>
    public void Play()
    {
        using var scope = new ThreadContext(_library, _context);
        PlayHere();
    }

    public void Dispose()
    {
        using (new ThreadContext(_library, _context))
        {
            _library.Al.SourceStop(_source);
            _library.Al.DeleteSource(_source);
            _library.Al.DeleteBuffers(_buffers);
        }
        _library.Alc.DestroyContext(_context);
        _library.Alc.CloseDevice(_device);
    }

    private void PlayHere()
    {
        _library.Al.GetSourceProperty(_source, GetSourceInteger.SourceState, out int state);
        if (state != (int)SourceState.Playing)
            _library.Al.SourcePlay(_source);
    }

    private void TakeBack()
    {
        using var scope = new ThreadContext(_library, _context);
        _library.Al.GetSourceProperty(_source, GetSourceInteger.BuffersProcessed, out int done);
        for (int i = 0; i < done; i++)
        {
            uint buffer;
            _library.Al.SourceUnqueueBuffers(_source, 1, &buffer);
            _free.Push(buffer);
            _played += _queued.Dequeue();
        }
    }
}
