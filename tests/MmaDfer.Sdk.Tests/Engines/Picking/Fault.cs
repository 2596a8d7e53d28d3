namespace MmaDfer.Sdk.Tests.Engines.Picking;

/// <summary>What a <see cref="FaultyEngine"/> does wrong.</summary>
internal enum Fault
{
    None,

    /// <summary>Throws what a driver's binding throws.</summary>
    Throw,

    /// <summary>Comes back only when <see cref="FaultyEngine.HangTime"/> has passed or the test lets it.</summary>
    Hang,

    /// <summary>One number of the answer is none.</summary>
    NotANumber,

    /// <summary>One number of the answer is missing.</summary>
    WrongShape,

    /// <summary>One number of the answer is a little off.</summary>
    WrongNumber,
}
