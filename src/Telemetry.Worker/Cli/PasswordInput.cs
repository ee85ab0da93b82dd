using System.Text;
using Telemetry.Worker.Accounts;

namespace Telemetry.Worker.Cli;

/// <summary>Takes a password from a file, from standard input, or from whoever sits at the terminal; never from an argument, which others on the machine can see.</summary>
internal static class PasswordInput
{
    /// <param name="file">Its first line; null for standard input.</param>
    /// <param name="input">Standard input; null for that of the process, with two questions when it is a terminal.</param>
    /// <exception cref="AccountException">There is none.</exception>
    public static string Read(string? file, TextReader? input = null)
    {
        if (file is not null)
            return File.ReadLines(file).FirstOrDefault() ?? throw new AccountException(AccountMistake.Invalid, $"{file}: the file is empty; its first line has to be the password.");
        if (input is not null || System.Console.IsInputRedirected)
            return (input ?? System.Console.In).ReadLine() ?? throw new AccountException(AccountMistake.Invalid, "Standard input is empty; its first line has to be the password.");
        string password = Ask("密码 Password: ");
        return Ask("再输入一次 Again: ") == password ? password : throw new AccountException(AccountMistake.Invalid, "The two passwords differ.");
    }

    private static string Ask(string question)
    {
        System.Console.Error.Write(question);
        var typed = new StringBuilder();
        while (System.Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key == ConsoleKey.Backspace)
                typed.Length = Math.Max(0, typed.Length - 1);
            else if (key.KeyChar != '\0')
                typed.Append(key.KeyChar);
        }

        System.Console.Error.WriteLine();
        return typed.ToString();
    }
}
