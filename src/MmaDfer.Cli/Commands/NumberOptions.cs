using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace MmaDfer.Cli.Commands;

/// <summary>Options that are numbers: always with a decimal point, whatever the system's language.</summary>
internal static class NumberOptions
{
    /// <summary>Restricts an option to numbers that meet a rule.</summary>
    /// <param name="option">The option.</param>
    /// <param name="fits">Whether a number meets the rule.</param>
    /// <param name="rule">The rule in words: "--threads 0: must be ...".</param>
    public static Option<T> AcceptOnly<T>(this Option<T> option, Func<T, bool> fits, string rule)
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
