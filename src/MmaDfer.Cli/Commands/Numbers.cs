using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace MmaDfer.Cli.Commands;

/// <summary>Options that are numbers, written as everywhere in the program: with a point, whatever the system's language.</summary>
internal static class Numbers
{
    /// <summary>Lets an option take only numbers that fit.</summary>
    /// <param name="option">The option.</param>
    /// <param name="fits">Whether a number is right.</param>
    /// <param name="rule">What is right: "--threads must be ...".</param>
    public static Option<T> Only<T>(this Option<T> option, Func<T, bool> fits, string rule)
        where T : INumber<T>
    {
        option.CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (T.TryParse(text, NumberStyles.Float & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out T? number) && fits(number))
                return number;
            result.AddError($"{option.Name} {text}: must be {rule}.");
            return default;
        };
        return option;
    }
}
