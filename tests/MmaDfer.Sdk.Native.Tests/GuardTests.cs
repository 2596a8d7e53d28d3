using System.Reflection;
using System.Runtime.InteropServices;
using MmaDfer.Sdk.Native.Handles;

namespace MmaDfer.Sdk.Native.Tests;

[TestClass]
public sealed class GuardTests
{
    [TestMethod]
    public void EveryExceptionHasACodeAndAMessage()
    {
        (Exception Fault, ErrorCode Code)[] cases =
        [
            (new HandleException("the handle"), ErrorCode.Handle), (new ObjectDisposedException("x"), ErrorCode.Handle),
            (new ModelFileException("the file"), ErrorCode.Model), (new ShapeMismatchException("the shape"), ErrorCode.Model),
            (new EngineException("the engine"), ErrorCode.Engine), (new MediaException("the sound"), ErrorCode.Media),
            (new ArgumentOutOfRangeException("value", "the argument"), ErrorCode.Argument), (new OutOfMemoryException(), ErrorCode.Memory),
            (new InvalidOperationException("the fault"), ErrorCode.Internal), (new NullReferenceException(), ErrorCode.Internal),
        ];
        foreach ((Exception fault, ErrorCode code) in cases)
        {
            Assert.AreEqual(code, Guard.Fail(fault));
            Assert.IsGreaterThan(5, Api.LastError.Length);
            Assert.DoesNotContain("Parameter", Api.LastError);
        }
    }

    [TestMethod]
    public void ALongMessageIsCutAndOnOneLine()
    {
        Guard.Fail(new MediaException(new string('感', 1000) + "\nx"));
        Assert.AreEqual(341, Api.LastError.Length);
        Guard.Fail(new MediaException("a\r\nb"));
        Assert.AreEqual("a b", Api.LastError);
    }

    [TestMethod]
    public void EachThreadHasItsOwnLastError()
    {
        Guard.Fail(new MediaException("mine"));
        string? before = null, after = null;
        var thread = new Thread(() =>
        {
            before = Api.LastError;
            Guard.Fail(new MediaException("theirs"));
            after = Api.LastError;
        });
        thread.Start();
        thread.Join();
        Assert.AreEqual(("", "theirs", "mine"), (before, after, Api.LastError));
    }

    /// <summary>What is not within the guard would end the program: all that an export does is in one try that catches everything.</summary>
    [TestMethod]
    public void EveryExportIsGuarded()
    {
        MethodInfo[] exports = [.. typeof(Exports).GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(m => m.GetCustomAttribute<UnmanagedCallersOnlyAttribute>() is not null)];
        Assert.HasCount(24, exports);
        foreach (MethodInfo export in exports)
        {
            ExceptionHandlingClause clause = export.GetMethodBody()!.ExceptionHandlingClauses.Single();
            Assert.AreEqual(typeof(Exception), clause.CatchType, export.Name);
            Assert.IsLessThanOrEqualTo(1, clause.TryOffset, export.Name);
        }
    }
}
