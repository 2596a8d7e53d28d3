using System.Text;
using System.Security.Cryptography;
using System.Buffers.Binary;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Training.Recording;

/// <summary>
/// Records clips of a person who shows what a prompt says, into a set that <see cref="ClipDataset.FromCsv"/> reads: the face, followed and cut as
/// an <see cref="EmotionStream"/> does, and the audio of the same time, in one file for each clip. <see cref="RunAsync"/> does everything over
/// sources; a program with frames of its own pushes them, and begins, ends and keeps takes.
/// </summary>
/// <remarks>
/// The files are the set: a recorder for the same folder goes on with what is missing, also after a crash, and repairs what that left
/// (<see cref="Repairs"/>). One thread pushes frames and calls everything else; another one may push audio. <see cref="Pause"/>,
/// <see cref="Resume"/>, <see cref="Skip"/>, <see cref="RepeatLast"/> and <see cref="Stop"/> are for any thread. Dispose it to free the folder.
/// </remarks>
public sealed partial class ClipRecorder : IDisposable
{
    private readonly ClipRecorderOptions _options;
    private readonly RecordedSet _set;
    private readonly List<string> _plan;
    private readonly TakeMaker _maker;
    private OpenTake? _take;
    private bool _disposed;

    /// <summary>Opens the set, or makes it.</summary>
    /// <param name="options">Who and what is recorded.</param>
    /// <exception cref="ArgumentException">The options name no person, or no labels or the same one twice.</exception>
    /// <exception cref="DatasetException">The folder cannot be written to, its list is damaged, or another recorder uses it.</exception>
    public ClipRecorder(ClipRecorderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Person is null)
            throw new ArgumentException("The person must be named.", nameof(options));
        if (options.Labels.Count == 0 || options.Labels.Any(string.IsNullOrWhiteSpace)
            || options.Labels.Distinct(StringComparer.OrdinalIgnoreCase).Count() != options.Labels.Count)
        {
            throw new ArgumentException("There must be labels, each once.", nameof(options));
        }
        _options = options;
        _set = RecordedSet.Open(options.Folder);
        _plan = MakePlan();
        Existing = (options.Labels.Count * options.ClipsPerLabel) - _plan.Count;
        _maker = new TakeMaker(options, options.Modality != Modality.Audio, options.Modality != Modality.Video, options.Length);
    }

    /// <summary>What was repaired in the set when it was opened, or cannot be, in sentences.</summary>
    public IReadOnlyList<string> Repairs => _set.Repairs;

    /// <summary>What the next clip is to show; null when none is missing.</summary>
    public string? NextLabel => _plan.Count > 0 ? _plan[0] : null;

    /// <summary>Number of clips that are missing.</summary>
    public int Missing => _plan.Count;

    /// <summary>Number of clips that the set had when it was opened, of those that were asked for.</summary>
    public int Existing { get; }

    /// <summary>Whether the take has its frames and its audio, or has waited a second for the audio.</summary>
    public bool IsTakeComplete => _take is { } take && _maker.IsComplete(take);

    /// <summary>Takes a frame: finds and cuts the face, which takes as long as the finder. Call it also between takes, so that the face is known.</summary>
    /// <param name="frame">The frame; valid only during the call.</param>
    /// <param name="time">Its time, on the same clock as the audio's. A frame that is not later than the last one is ignored.</param>
    /// <exception cref="MediaException">The time goes back by more than half a second, or the frame has no pixels.</exception>
    public void PushFrame(FrameView frame, TimeSpan time)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _maker.PushFrame(frame, time);
    }

    /// <summary>Takes audio; may be called by another thread than the rest.</summary>
    /// <param name="samples">Interleaved samples in [-1, 1]; valid only during the call. One channel is recorded, chosen as <see cref="AudioChannel.Auto"/> says.</param>
    /// <param name="sampleRate">Samples per second and channel.</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="time">Time of the first sample, on the same clock as the frames'.</param>
    public void PushAudio(ReadOnlySpan<float> samples, int sampleRate, int channels, TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sampleRate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        if (samples.Length % channels != 0)
            throw new ArgumentException($"The number of samples must be a multiple of the {channels} channels.", nameof(samples));
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (samples.Length > 0)
            _maker.PushAudio(samples, sampleRate, channels, time);
    }

    /// <summary>Begins a take with the next frame; one that was begun before is dropped.</summary>
    /// <param name="label">What is shown.</param>
    /// <exception cref="ArgumentException">It is none of the options' labels.</exception>
    public void BeginTake(string label)
    {
        if (!_options.Labels.Contains(label))
            throw new ArgumentException($"'{label}' is none of the labels.", nameof(label));
        DropTake();
        _take = _maker.Begin(label, null, _options.Length);
    }

    /// <summary>Ends the take, complete or not; nothing is written.</summary>
    /// <returns>What was taken, and what is not good enough about it.</returns>
    /// <exception cref="InvalidOperationException">No take was begun.</exception>
    public ClipTake EndTake()
    {
        OpenTake take = _take ?? throw new InvalidOperationException($"There is no take; {nameof(BeginTake)} begins one.");
        _take = null;
        return _maker.Finish(take);
    }

    /// <summary>Adds a take to the set. The clip is in it completely or not at all.</summary>
    /// <param name="take">A take of this recorder that is not <see cref="ClipTake.IsEmpty"/>, each once.</param>
    /// <returns>The clip.</returns>
    /// <exception cref="ArgumentException">The take is empty.</exception>
    /// <exception cref="MediaException">The file cannot be written: the disk is full, or there is no ffmpeg.</exception>
    /// <exception cref="DatasetException">The list cannot be written.</exception>
    public RecordedClip Keep(ClipTake take)
    {
        ArgumentNullException.ThrowIfNull(take);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (take.IsEmpty)
            throw new ArgumentException("The take has neither a face nor audio.", nameof(take));
        RecordedClip clip = _set.Add(take, _options.Person!, _options.Consent, _options.Device, "", _options.TimeProvider.GetUtcNow());
        _plan.Remove(take.Label);
        return clip;
    }

    /// <summary>Deletes a clip from the set; it is the next to be recorded then.</summary>
    /// <param name="clip">A clip of <see cref="Keep"/>.</param>
    /// <exception cref="DatasetException">It cannot be deleted.</exception>
    public void Remove(RecordedClip clip)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ObjectDisposedException.ThrowIf(_disposed, this);
        _set.Remove(clip);
        _plan.Insert(0, clip.Label);
    }

    /// <summary>Frees the folder.</summary>
    public void Dispose()
    {
        _disposed = true;
        _set.Dispose();
    }

    internal void DropTake()
    {
        if (_take is { } take)
            _maker.Drop(take);
        _take = null;
    }

    /// <summary>Leaves out the next clip of the plan.</summary>
    internal void LeaveOut() => _plan.RemoveAt(0);

    /// <summary>All labels in each round, in an order by seed, person and round: what is missing of them does not depend on interruptions.</summary>
    private List<string> MakePlan()
    {
        ulong person = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(_options.Person!)));
        Dictionary<string, int> there = _options.Labels.ToDictionary(l => l, l => _set.Count(_options.Person!, l));
        var plan = new List<string>();
        for (int round = 0; round < _options.ClipsPerLabel; round++)
        {
            string[] labels = [.. _options.Labels];
            SeededRandom.Of(_options.Seed, person, (ulong)round).Shuffle<string>(labels);
            plan.AddRange(labels.Where(l => there[l] <= round));
        }
        return plan;
    }
}
