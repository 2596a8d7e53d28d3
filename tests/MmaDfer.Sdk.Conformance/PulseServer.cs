using System.Diagnostics;

namespace MmaDfer.Sdk.Conformance;

/// <summary>
/// A PulseAudio of the test's own, without hardware: its outputs go nowhere, and what is played to one can be heard at its monitor, so
/// that microphones and speakers can be plugged and unplugged. Where it is not installed the test is skipped, loudly; with
/// MMADFER_REQUIRE_PULSE=1 that is a failure.
/// </summary>
internal sealed class PulseServer : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;
    private readonly string _pactl;

    public PulseServer()
    {
        string program = RequiredTools.Program("pulseaudio", "MMADFER_REQUIRE_PULSE");
        _pactl = RequiredTools.Program("pactl", "MMADFER_REQUIRE_PULSE");
        string socket = _folder["native"];
        Address = "unix:" + socket;
        var start = new ProcessStartInfo(
            program,
            [
                "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--log-level=error", "--disable-shm=yes",
                "-L", $"module-native-protocol-unix socket={socket} auth-anonymous=1",
            ])
        {
            RedirectStandardError = true,
        };
        start.Environment["XDG_RUNTIME_DIR"] = start.Environment["HOME"] = _folder.Path;
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        Wait.Until(() => _process.HasExited || (File.Exists(socket) && Run("info").Code == 0), "pulseaudio does not answer.");
        Assert.IsFalse(_process.HasExited, "pulseaudio ended at once");
    }

    /// <summary>What the environment variable PULSE_SERVER must say for a program to find it.</summary>
    public string Address { get; }

    /// <summary>Plugs in an output with the monitor "NAME.monitor", called "Monitor of DESCRIPTION"; gives its number.</summary>
    public string Plug(string name, string description, int rate = 48_000)
    {
        (int code, string output) = Run(
            "load-module", "module-null-sink", $"sink_name={name}", $"rate={rate}", $"sink_properties=\"device.description='{description}'\"");
        Assert.AreEqual(0, code, output);
        return output.Trim();
    }

    /// <summary>Pulls it out, whoever uses it.</summary>
    public void Unplug(string number)
    {
        (int code, string output) = Run("unload-module", number);
        Assert.AreEqual(0, code, output);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }

    private (int Code, string Output) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(_pactl, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PULSE_SERVER"] = Address;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + errors.GetAwaiter().GetResult();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
