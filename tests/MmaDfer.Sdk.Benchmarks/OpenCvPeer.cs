using System.Diagnostics;
using System.Globalization;

namespace MmaDfer.Sdk.Benchmarks;

/// <summary>OpenCV's own detectMultiScale on one thread, in a Python that stays open (Debian: python3-opencv).</summary>
internal sealed class OpenCvPeer : IDisposable
{
    private const string Script = """
        import cv2, numpy, sys, time
        cv2.setNumThreads(1)
        gray = numpy.fromfile(sys.argv[1], numpy.uint8).reshape(int(sys.argv[3]), int(sys.argv[2]))
        cascade = cv2.CascadeClassifier(sys.argv[4])
        least = int(sys.argv[5])
        for line in sys.stdin:
            start = time.process_time()
            found = cascade.detectMultiScale(gray, 1.1, 3, 0, (least, least))
            print(len(found), time.process_time() - start, flush=True)
        """;

    private readonly string _file = Path.GetTempFileName();
    private readonly Process _python;

    public OpenCvPeer(byte[] gray, int width, int height, string cascade, int least)
    {
        File.WriteAllBytes(_file, gray);
        string python = Environment.GetEnvironmentVariable("MMADFER_PYTHON") is { Length: > 0 } given ? given : "python3";
        _python = Process.Start(new ProcessStartInfo(python, ["-c", Script, _file, $"{width}", $"{height}", cascade, $"{least}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    /// <summary>Searches once and gives the number of faces and the processor time.</summary>
    public (int Faces, TimeSpan Processor) Search()
    {
        _python.StandardInput.WriteLine();
        _python.StandardInput.Flush();
        string[] answer = (_python.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException("Python ended; it needs OpenCV (Debian: python3-opencv; MMADFER_PYTHON names another Python).")).Split(' ');
        return (int.Parse(answer[0], CultureInfo.InvariantCulture), TimeSpan.FromSeconds(double.Parse(answer[1], CultureInfo.InvariantCulture)));
    }

    public void Dispose()
    {
        _python.StandardInput.Close();
        _python.WaitForExit();
        _python.Dispose();
        File.Delete(_file);
    }
}
