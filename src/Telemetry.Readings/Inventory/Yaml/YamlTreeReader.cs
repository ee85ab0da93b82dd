using Telemetry.Readings.Inventory.Loading;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Telemetry.Readings.Inventory.Yaml;

/// <summary>
/// Reads one YAML document into nodes with places. Only what data needs: no anchors and aliases (a few lines of them
/// unfold to gigabytes), no tags, one document, bounded depth. The parser's own error is a mistake with its place.
/// </summary>
internal sealed class YamlTreeReader
{
    /// <summary>The deepest nesting of lists and mappings; the deepest legitimate file has eight.</summary>
    public const int MaximumDepth = 24;

    private const int MaximumSharedLength = 32;
    private const int MaximumSharedTexts = 4096;

    private readonly string _file;
    private readonly string _text;
    private readonly MistakeList _mistakes;
    private readonly Parser _parser;
    private readonly Stack<NodeEvent> _open = [];
    private readonly Action<string, YamlNode>? _takeItem;
    private readonly HashSet<string> _texts = [];

    private YamlTreeReader(string file, string text, Action<string, YamlNode>? takeItem, MistakeList mistakes)
    {
        _takeItem = takeItem;
        _file = file;
        _text = text;
        _mistakes = mistakes;
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>The document's root; null when it cannot be read at all, and then the reason was added to the mistakes.</summary>
    /// <param name="file">The file's name, for places.</param>
    /// <param name="text">What it holds.</param>
    /// <param name="takeItem">
    /// Takes the items of the lists of the root mapping, each with the key of its list, as soon as they are read; they are
    /// then not part of the tree. Without it the nodes of 50,000 devices would all be held at once.
    /// </param>
    /// <param name="mistakes">Takes what is wrong.</param>
    public static YamlNode? Read(string file, string text, Action<string, YamlNode>? takeItem, MistakeList mistakes)
    {
        var reader = new YamlTreeReader(file, text, takeItem, mistakes);
        try
        {
            return reader.ReadDocument();
        }
        catch (RefusedException refused)
        {
            mistakes.Add(file, (int)refused.Place.Line, (int)refused.Place.Column, refused.Message);
        }
        catch (YamlException error)
        {
            reader.ReportSyntax(error);
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet 16.3 ends so when a flow collection meets a block: "a: [1, 2\nb: 3".
            reader.ReportUnreadable();
        }

        return null;
    }

    private YamlNode? ReadDocument()
    {
        Next<StreamStart>();
        if (Next<ParsingEvent>() is not DocumentStart)
        {
            _mistakes.Add(_file, 0, 0, "the file is empty");
            return null;
        }

        YamlNode root = ReadNode(Next<ParsingEvent>());
        Next<DocumentEnd>();
        ParsingEvent end = Next<ParsingEvent>();
        return end is StreamEnd ? root : throw new RefusedException(end.Start, "a file holds one document; put this one into a file of its own");
    }

    private YamlNode ReadNode(ParsingEvent start)
    {
        if (start is AnchorAlias or NodeEvent { Anchor.IsEmpty: false })
            throw new RefusedException(start.Start, "anchors and aliases (& and *) are not allowed; write the value out");
        if (start is NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } })
            throw new RefusedException(start.Start, "tags (!) are not allowed");
        if (_open.Count >= MaximumDepth)
            throw new RefusedException(start.Start, $"nested deeper than {MaximumDepth} levels");

        (int line, int column) = ((int)start.Start.Line, (int)start.Start.Column);
        switch (start)
        {
            case Scalar scalar:
                return new YamlScalar(_file, line, column, Shared(scalar.Value), scalar.Style == ScalarStyle.Plain);
            case SequenceStart sequence:
                return ReadSequence(sequence, new YamlSequence(_file, line, column), null);
            case MappingStart mapping:
                return ReadMapping(mapping, new YamlMapping(_file, line, column));
            default:
                throw new RefusedException(start.Start, "expected a value");
        }
    }

    private YamlSequence ReadSequence(SequenceStart start, YamlSequence sequence, string? takenAs)
    {
        _open.Push(start);
        for (ParsingEvent next = Next<ParsingEvent>(); next is not SequenceEnd; next = Next<ParsingEvent>())
        {
            YamlNode item = ReadNode(next);
            if (takenAs is null)
                sequence.Items.Add(item);
            else
                _takeItem!(takenAs, item);
        }

        _open.Pop();
        return sequence;
    }

    private YamlMapping ReadMapping(MappingStart start, YamlMapping mapping)
    {
        _open.Push(start);
        for (ParsingEvent next = Next<ParsingEvent>(); next is not MappingEnd; next = Next<ParsingEvent>())
        {
            YamlNode key = ReadNode(next);
            YamlNode value = ReadValue(key as YamlScalar, Next<ParsingEvent>());
            if (key is not YamlScalar name)
                _mistakes.Add(key, $"a key must be a name, not {key.Shape}");
            else if (!mapping.TryAdd(name, value))
                _mistakes.Add(name, $"key '{name.Value}' is there twice; the first is at {mapping.FindKey(name.Value)!.Place}");
        }

        _open.Pop();
        return mapping;
    }

    private YamlNode ReadValue(YamlScalar? key, ParsingEvent start)
    {
        bool isTaken = _takeItem is not null && _open.Count == 1 && key is not null
            && start is SequenceStart { Anchor.IsEmpty: true, Tag: { IsEmpty: true } or { IsNonSpecific: true } };
        return isTaken
            ? ReadSequence((SequenceStart)start, new YamlSequence(_file, (int)start.Start.Line, (int)start.Start.Column), key!.Value)
            : ReadNode(start);
    }

    // The same few words stand in every device: one string for all of them.
    private string Shared(string text)
    {
        if (text.Length > MaximumSharedLength)
            return text;
        if (_texts.TryGetValue(text, out string? known))
            return known;
        if (_texts.Count < MaximumSharedTexts)
            _texts.Add(text);
        return text;
    }

    private T Next<T>()
        where T : ParsingEvent
    {
        if (!_parser.MoveNext() || _parser.Current is not T current)
            throw new InvalidOperationException($"Expected {typeof(T).Name}.");
        return current;
    }

    private void ReportSyntax(YamlException error)
    {
        // The parser tells a tab by the place where the construct began that it ended.
        string[] lines = _text.Split('\n');
        bool isTab = error.Message.Contains("tab", StringComparison.Ordinal);
        for (long number = error.Start.Line; isTab && number <= lines.Length; number++)
        {
            string line = lines[number - 1];
            int tab = line.AsSpan(0, line.Length - line.AsSpan().TrimStart().Length).IndexOf('\t');
            if (tab >= 0)
            {
                _mistakes.Add(_file, (int)number, tab + 1, "a tab in the indentation; YAML indents with spaces only");
                return;
            }
        }

        _mistakes.Add(_file, (int)error.Start.Line, (int)error.Start.Column, $"YAML syntax: {error.Message}");
    }

    private void ReportUnreadable()
    {
        if (_open.TryPeek(out NodeEvent? open) && open is SequenceStart { Style: SequenceStyle.Flow } or MappingStart { Style: MappingStyle.Flow })
        {
            string bracket = open is SequenceStart ? "[" : "{";
            _mistakes.Add(_file, (int)open.Start.Line, (int)open.Start.Column, $"YAML syntax: the {bracket} opened here is not closed");
            return;
        }

        Mark at = _parser.Current?.End ?? Mark.Empty;
        _mistakes.Add(_file, Math.Max(1, (int)at.Line), Math.Max(1, (int)at.Column), "YAML syntax: unreadable from here on");
    }

    private sealed class RefusedException(Mark place, string message) : Exception(message)
    {
        public Mark Place { get; } = place;
    }
}
