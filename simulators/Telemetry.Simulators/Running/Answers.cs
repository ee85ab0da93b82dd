using Telemetry.Simulators.Payloads;

namespace Telemetry.Simulators.Running;

/// <summary>The last answers of a device, by what was asked: a repeated command is answered again and not carried out again.</summary>
/// <param name="reply">Takes the answers.</param>
internal sealed class Answers(Action<CommandReply> reply)
{
    private const int Remembered = 64;

    private readonly Dictionary<string, CommandReply> _answers = [];
    private readonly Queue<string> _order = new();

    /// <returns>True when the question was answered before, and now again.</returns>
    public bool Repeat(string question, long nowMs)
    {
        if (!_answers.TryGetValue(question, out CommandReply? earlier))
            return false;
        reply(earlier with { AtMs = nowMs });
        return true;
    }

    public void Give(string question, CommandReply answer)
    {
        if (!_answers.ContainsKey(question))
        {
            _order.Enqueue(question);
            if (_order.Count > Remembered)
                _answers.Remove(_order.Dequeue());
        }

        _answers[question] = answer;
        reply(answer);
    }
}
