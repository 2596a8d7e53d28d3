using System.Globalization;
using MmaDfer.Sdk.Sources.Decoding;

namespace MmaDfer.Sdk.Sources.Images;

/// <summary>
/// One ffmpeg that decodes a run of image files of the same form. Their bytes, never their names, go in through its standard
/// input, on a thread of its own; images come out in order. The run ends before the first file of another form and before
/// one that cannot be read.
/// </summary>
internal sealed class ImageRun : IDisposable
{
    private readonly FfmpegProcess _process;
    private readonly IReadOnlyList<string> _paths;
    private readonly int[] _planned;
    private readonly ImageFile _first;
    private readonly Thread? _feeder;
    private readonly PpmReader _ppm;
    private readonly JpegPlanes? _jpeg;
    private readonly byte[] _planes = [];
    private readonly byte[] _rgb = [];
    private byte[] _turned = [];
    private volatile int _fed = 1;
    private int _given;

    /// <summary>Starts decoding.</summary>
    /// <param name="settings">Which program.</param>
    /// <param name="old">Whether it is older than 5.1.</param>
    /// <param name="paths">All files.</param>
    /// <param name="planned">Numbers of those to decode, in order; the run may end before the last.</param>
    public ImageRun(FfmpegSettings settings, bool old, IReadOnlyList<string> paths, int[] planned)
    {
        (_paths, _planned) = (paths, planned);
        _first = ImageFile.Load(paths[planned[0]]);
        string origin = MediaFile.Quote(_first.Path);
        string[] output;
        if (_first.Form is { Sampling: { } sampling } form)
        {
            _jpeg = new JpegPlanes(form.Width, form.Height, sampling);
            _planes = new byte[_jpeg.Bytes];
            _rgb = new byte[3 * form.Width * form.Height];
            output = FfmpegArguments.PlanesOutput(old, _jpeg.PixelFormat);
        }
        else
        {
            output = FfmpegArguments.PpmOutput(old);
        }
        // Any damage ends the run, so that no image takes the place of another. The integer transform is the one nearest
        // to the common JPEG libraries' own. Images are turned upright here: ffmpeg knows the orientation of JPEG files alone.
        string[] input = FfmpegArguments.Input(
            _first.Kind.Demuxer(),
            ["-xerror", .. Strict(), "-idct", "int", "-noautorotate", .. Whole()]);
        _process = new FfmpegProcess(settings, [.. input, "-map", "0:v:0", .. output], origin, feeds: true);
        _ppm = new PpmReader(_process, origin);
        _feeder = new Thread(Feed) { IsBackground = true, Name = "mmadfer ffmpeg input" };
        _feeder.Start();
    }

    /// <summary>Number of the file that the next image comes from, if one comes.</summary>
    public int Next => _given < _planned.Length ? _planned[_given] : int.MaxValue;

    /// <summary>Whether all went well, once <see cref="TryRead"/> gave false.</summary>
    public bool Succeeded { get; private set; }

    /// <summary>Whether the program refused the option that 5.1 brought.</summary>
    public bool NeedsOldOption => _process.Messages.LacksFpsMode;

    /// <summary>The error of a run of a single file.</summary>
    public MediaException Failure => new($"{MediaFile.Quote(_first.Path)} cannot be decoded as an image: {_process.Messages.Summary}.");

    public bool IsSingle => _planned.Length == 1;

    /// <summary>Gives the next image; false at the end of the run, good or bad.</summary>
    public bool TryRead(out FrameView frame)
    {
        frame = default;
        if (_given < _planned.Length && ReadImage(out frame))
        {
            _given++;
            return true;
        }
        Succeeded = _process.EndedWell() && FeederEnded() && _given == _fed;
        return false;
    }

    public void Dispose() => _process.Dispose();

    private bool ReadImage(out FrameView frame)
    {
        frame = default;
        if (_jpeg is null)
        {
            if (!_ppm.Read())
                return false;
            frame = Upright(_ppm.Pixels, _ppm.Width, _ppm.Height);
            return true;
        }
        if (_process.ReadFully(_planes) < _planes.Length)
            return false;
        _jpeg.ToRgb(_planes, _rgb);
        frame = Upright(_rgb, _first.Form!.Width, _first.Form.Height);
        return true;
    }

    private FrameView Upright(ReadOnlySpan<byte> rgb, int width, int height)
    {
        int orientation = _first.Orientation;
        if (orientation == ImageOrientation.Upright)
            return new FrameView(rgb, width, height, PixelLayout.Rgb24);
        if (_turned.Length < rgb.Length)
            _turned = new byte[rgb.Length];
        ImageOrientation.Turn(rgb, width, height, orientation, _turned);
        return ImageOrientation.Swaps(orientation)
            ? new FrameView(_turned.AsSpan(0, rgb.Length), height, width, PixelLayout.Rgb24)
            : new FrameView(_turned.AsSpan(0, rgb.Length), width, height, PixelLayout.Rgb24);
    }

    /// <summary>The decoders of other formats would take what they merely do not know for damage.</summary>
    private string[] Strict() => _first.Kind is ImageKind.Png or ImageKind.Jpeg ? ["-err_detect", "crccheck+explode"] : [];

    /// <summary>Of a format whose end ffmpeg does not find in a stream, the length.</summary>
    private string[] Whole() =>
        _first.Kind == ImageKind.Tiff ? ["-frame_size", _first.Bytes.Length.ToString(CultureInfo.InvariantCulture)] : [];

    private bool FeederEnded() => _feeder?.Join(TimeSpan.FromSeconds(10)) ?? true;

    private void Feed()
    {
        try
        {
            using Stream input = _process.Input;
            input.Write(_first.Bytes.Span);
            for (int i = 1; i < _planned.Length && _first.Form is not null; i++)
            {
                ImageFile file = ImageFile.Load(_paths[_planned[i]]);
                if (file.Kind != _first.Kind || file.Form != _first.Form || file.Orientation != _first.Orientation)
                    return;
                _fed++;
                input.Write(file.Bytes.Span);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or MediaException)
        {
            // The program died, which the reader notices, or a file is bad, which is said when its turn comes.
        }
    }
}
