using System.Runtime.ExceptionServices;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>Prepares the batches of one epoch ahead on its own threads, in a ring of batches.</summary>
internal sealed class EpochLoader : IDisposable
{
    private readonly BatchMaker _maker;
    private readonly BatchLoaderOptions _options;
    private readonly Batch[] _ring;
    private readonly int _epoch;
    private readonly int[] _missing;
    private readonly Thread[] _threads;
    private readonly CancellationTokenSource _stop = new();
    private readonly object _gate = new();
    private ExceptionDispatchInfo? _failure;
    private int _nextPosition, _next, _writable;

    /// <param name="maker">Fills the slots.</param>
    /// <param name="options">The options of the loader.</param>
    /// <param name="ring">The batches, which the loader owns.</param>
    /// <param name="epoch">Number of the epoch.</param>
    /// <param name="firstBatch">Number of batches to skip.</param>
    /// <param name="batches">Number of batches in the epoch.</param>
    public EpochLoader(BatchMaker maker, BatchLoaderOptions options, Batch[] ring, int epoch, int firstBatch, int batches)
    {
        (_maker, _options, _ring, _epoch) = (maker, options, ring, epoch);
        _next = Math.Min(firstBatch, batches);
        _writable = _next + ring.Length;
        _nextPosition = _next * options.BatchSize;
        _missing = [.. Enumerable.Range(0, batches).Select(Size)];
        _threads = [.. Enumerable.Range(0, Math.Max(1, options.Threads)).Select(i => new Thread(Work) { IsBackground = true, Name = $"clips {i}" })];
        foreach (Thread thread in _threads)
            thread.Start();
    }

    /// <summary>Waits for the next batch; returns null at the end.</summary>
    /// <param name="release">Whether the previous batch may now be overwritten.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public Batch? Next(bool release, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration = cancellationToken.Register(Wake);
        lock (_gate)
        {
            if (release)
            {
                _writable++;
                Monitor.PulseAll(_gate);
            }
            if (_next == _missing.Length)
                return null;
            while (_missing[_next] > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                _failure?.Throw();
                Monitor.Wait(_gate);
            }
        }
        Batch batch = _ring[_next % _ring.Length];
        batch.Epoch = _epoch;
        batch.Index = _next++;
        Compact(batch, Size(batch.Index));
        return batch;
    }

    public void Dispose()
    {
        _stop.Cancel();
        Wake();
        foreach (Thread thread in _threads)
            thread.Join();
        _stop.Dispose();
    }

    private int Size(int batch) => Math.Min(_options.BatchSize, _maker.Count - batch * _options.BatchSize);

    private void Work()
    {
        try
        {
            var view = new TrainingView(_options.ImageSize, _options.MinCropArea, _options.Frames);
            while (Take() is int position)
            {
                int batch = position / _options.BatchSize;
                _maker.Fill(_ring[batch % _ring.Length], position % _options.BatchSize, position, view, _stop.Token);
                lock (_gate)
                {
                    if (--_missing[batch] == 0)
                        Monitor.PulseAll(_gate);
                }
            }
        }
        catch (Exception exception)
        {
            lock (_gate)
            {
                // Keep only the first failure; later ones are its consequences.
                _failure ??= ExceptionDispatchInfo.Capture(exception);
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Waits until the next position may be filled; returns null at the end.</summary>
    private int? Take()
    {
        lock (_gate)
        {
            int position = _nextPosition, batch = position / _options.BatchSize;
            if (batch >= _missing.Length || position >= _maker.Count)
                return null;
            _nextPosition++;
            while (batch >= _writable && !_stop.IsCancellationRequested && _failure is null)
                Monitor.Wait(_gate);
            return _stop.IsCancellationRequested || _failure is not null ? null : position;
        }
    }

    private void Wake()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }

    /// <summary>Moves clips over the gaps that unreadable clips left, and clears the rest.</summary>
    private static void Compact(Batch batch, int size)
    {
        int count = 0;
        for (int slot = 0; slot < size; slot++)
        {
            if (batch.Clips[slot] is null)
                continue;
            if (slot != count)
                batch.Copy(slot, count);
            count++;
        }
        batch.Truncate(count);
    }
}
