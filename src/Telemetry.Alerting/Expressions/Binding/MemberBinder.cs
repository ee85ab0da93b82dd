using Telemetry.Alerting.Expressions.Around;
using Telemetry.Alerting.Expressions.Units;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Expressions.Binding;

/// <summary>
/// Binds what stands behind a dot: parameters of the device, values of other devices and of neighbours, counts over the site.
/// </summary>
internal sealed class MemberBinder(Names names, ICollection<ExpressionMistake> mistakes)
{
    public static IReadOnlyList<string> Owners { get; } = ["device", "site", .. Enum.GetNames<NeighbourRelation>().Select(name => name.ToLowerInvariant())];

    public static string Usage(string owner) => owner switch
    {
        "device" => "device.parameter or device('id').field",
        "site" => "site.count(condition) or site.any(condition)",
        _ => $"{owner}.field or {owner}.standing('rule')",
    };

    /// <summary>Which neighbours a syntax names; null for anything else.</summary>
    public static NeighbourRelation? RelationOf(Syntax syntax) =>
        syntax is Syntax.Name name && Owners.Contains(name.Value) && Enum.TryParse<NeighbourRelation>(name.Value, ignoreCase: true, out var relation) ? relation : null;

    /// <summary>True when it asks devices that only the inventory knows.</summary>
    public static bool AsksOthers(Syntax syntax) =>
        (syntax is Syntax.Member member && (member.Of is Syntax.Call || RelationOf(member.Of) is not null)) || syntax.Parts.Any(AsksOthers);

    // What asks others is not bound without an inventory, see Binder.Compile.
    private Neighbourhood Around => names.Neighbourhood ?? throw new InvalidOperationException("There is no inventory to look in.");

    public Term? Bind(Syntax.Member member) => member switch
    {
        { Of: Syntax.Name { Value: "device" }, Arguments: null } => BindParameter(member),
        { Of: Syntax.Name { Value: "site" }, Part: "count" or "any", Arguments: [var condition] } => BindSite(member, condition),
        { Of: Syntax.Name { Value: "site" } } => Mistake(member.PartOffset, $"write {Usage("site")}"),
        { Of: Syntax.Call { Function: "device", Arguments: [Syntax.Text id] } } => BindOther(member, id),
        { Part: "standing", Arguments: { } arguments } when RelationOf(member.Of) is not null => BindStanding(member.PartOffset, member.Of, arguments),
        { Arguments: null } when RelationOf(member.Of) is not null => BindPicked(member, Pick.Only),
        { Of: Syntax.Name owner } when Owners.Contains(owner.Value) => Mistake(member.PartOffset, $"write {Usage(owner.Value)}"),
        { Of: Syntax.Call { Function: "device" } } => Mistake(member.Offset, $"write {Usage("device")}"),
        { Of: Syntax.Name owner } => Mistake(member.Offset, $"'{owner.Value}' has no parts{NearestName.Hint(owner.Value, Owners)}"),
        _ => Mistake(member.PartOffset, "nothing stands behind a dot here"),
    };

    /// <param name="of">Neighbours or <c>device('id')</c>; null for the device itself.</param>
    public Term? BindStanding(int offset, Syntax? of, IReadOnlyList<Syntax> arguments, Device? other = null)
    {
        if (arguments is not [Syntax.Text rule])
        {
            return Mistake(offset, "write standing('rule') with the id of a rule");
        }

        var relation = of is null ? null : RelationOf(of);
        var kinds = other is not null ? [other.Kind]
            : relation is null ? [names.Kind]
            : Around.Of(names.Kind).SelectMany(device => Neighbourhood.NeighboursOf(device, relation.Value)).Select(device => device.Kind).Distinct().ToArray();
        string[] known = [.. kinds.SelectMany(kind => kind.Rules).Select(definition => definition.Id.Value).Distinct()];
        return kinds.Length == 0 || known.Contains(rule.Value)
            ? CheckReach(offset, relation) ? Term.Of(new StandsNode(rule.Value, other, relation)) : null
            : Mistake(rule.Offset, $"unknown rule '{rule.Value}'{NearestName.Hint(rule.Value, known)}");
    }

    /// <summary>A field of the neighbours: <c>upstream.level</c>, <c>max(upstream.level)</c>.</summary>
    public Term? BindPicked(Syntax.Member member, Pick pick)
    {
        var relation = RelationOf(member.Of)!.Value;
        string owner = ((Syntax.Name)member.Of).Value;
        var around = Around;
        Device[] devices = around.Of(names.Kind);
        Device[] neighbours = [.. devices.SelectMany(device => Neighbourhood.NeighboursOf(device, relation)).Distinct()];
        FieldProfile[] profiles = [.. neighbours.Select(device => device.Kind.Readings.Find(member.Part)).OfType<FieldProfile>().Distinct()];
        if (neighbours.Length > 0 && profiles.Length == 0)
        {
            string[] known = [.. neighbours.SelectMany(device => device.Kind.Readings.Fields).Select(field => field.Name).Distinct()];
            return Mistake(member.PartOffset, $"no {owner} neighbour of a {names.Kind.Id} has a field '{member.Part}'{NearestName.Hint(member.Part, known)}");
        }

        if (!CheckReach(member.Offset, relation))
        {
            return null;
        }

        var fields = around.Fields(names.Kind, relation, member.Part);
        if (pick == Pick.Only && Array.Find(devices, device => fields.Of(device).Length > 1) is { } crowded)
        {
            return Mistake(member.Offset, $"'{crowded.Id}' has several {owner} neighbours with '{member.Part}'; write max({owner}.{member.Part}), or min, avg or sum");
        }

        if (profiles.Select(profile => (profile.Type, profile.Unit)).Distinct().Count() > 1)
        {
            return Mistake(member.PartOffset, $"'{member.Part}' is not of one type and unit at all {owner} neighbours");
        }

        return OfField(member, new Source.Neighbours(fields, pick), profiles);
    }

    private Term? BindParameter(Syntax.Member member)
    {
        if (names.Parameter(member.Part) is { } parameter)
        {
            return new Term(new ParameterNode(parameter.Index), names.Units.Of(parameter.Unit), new Interval(parameter.Minimum, parameter.Maximum));
        }

        return Mistake(member.PartOffset, names.Fields.Find(member.Part) is null
            ? $"unknown parameter '{member.Part}'{NearestName.Hint(member.Part, [.. names.Kind.Parameters.Select(p => p.Name)])}"
            : $"'{member.Part}' is a field; write it without 'device.'");
    }

    private Term? BindOther(Syntax.Member member, Syntax.Text id)
    {
        var around = Around;
        if (around.City.FindDevice(id.Value) is not { } device)
        {
            return Mistake(id.Offset, $"unknown device '{id.Value}'{NearestName.Hint(id.Value, around.City.Devices.Select(d => d.Id))}");
        }

        if (Array.Find(around.Of(names.Kind), own => !Neighbourhood.AreTogether(own, device)) is { } far)
        {
            return Mistake(member.Offset, $"'{device.Id}' stands in another county than '{far.Id}'; a rule looks only at devices of the same county");
        }

        if (member.Arguments is { } arguments)
        {
            return member.Part == "standing" ? BindStanding(member.PartOffset, of: null, arguments, device) : Mistake(member.PartOffset, $"write {Usage("device")}");
        }

        return device.Kind.Readings.Find(member.Part) is { } field
            ? OfField(member, new Source.Other(device, field.Index), [field])
            : Mistake(member.PartOffset, $"'{device.Id}' has no field '{member.Part}'{NearestName.Hint(member.Part, [.. device.Kind.Readings.Fields.Select(f => f.Name)])}");
    }

    /// <param name="profiles">The field at those that have it, alike at all; empty when nobody has it.</param>
    private Term? OfField(Syntax.Member member, Source source, FieldProfile[] profiles)
    {
        var node = new LatestNode(source);
        switch (profiles)
        {
            case []:
                return Term.Of(node);
            case [{ Type: FieldType.Text }, ..]:
                return Mistake(member.PartOffset, $"'{member.Part}' is a text; of other devices only numbers and booleans are kept");
            case [{ Type: FieldType.Boolean }, ..]:
                return Term.Of(new TruthNode(node));
            default:
                bool isSum = source is Source.Neighbours { Pick: Pick.Sum };
                var range = isSum ? Interval.All : new Interval(profiles.Min(profile => profile.PhysicalMinimum), profiles.Max(profile => profile.PhysicalMaximum));
                return new Term(node, names.Units.Of(profiles[0].Unit), range);
        }
    }

    private Term? BindSite(Syntax.Member member, Syntax condition)
    {
        var elsewhere = names.Elsewhere();
        if (names.IsElsewhere)
        {
            return Mistake(member.Offset, "site.count does not stand within site.count");
        }

        if (new Binder(elsewhere, mistakes).BindCondition(condition) is not { } bound)
        {
            return null;
        }

        int[] fields = [.. bound.Leaves().Select(FieldOf).Where(field => field >= 0).Distinct()];
        var sites = names.Neighbourhood?.BySite(names.Kind) ?? [];
        var count = new SiteCountNode(bound, sites, fields, names.Kind.Readings.Count);
        return member.Part == "any"
            ? Term.Of(new ConditionNode.Threshold(count, ComparisonOperator.Greater, 0))
            : new Term(count, TermUnit.Ratio, new Interval(0, double.PositiveInfinity));
    }

    private static int FieldOf(Node leaf) => leaf switch
    {
        NumberNode.Field field => field.Index,
        ConditionNode.FieldThreshold threshold => threshold.Index,
        ConditionNode.Flag flag => flag.Index,
        ConditionNode.Known known => known.Index,
        _ => -1,
    };

    /// <summary>Neighbours in another county may be another worker's, which knows their values.</summary>
    private bool CheckReach(int offset, NeighbourRelation? relation)
    {
        var apart = relation is { } which
            ? Around.Of(names.Kind)
                .SelectMany(device => Neighbourhood.NeighboursOf(device, which).Select(neighbour => (Device: device, Neighbour: neighbour)))
                .FirstOrDefault(pair => !Neighbourhood.AreTogether(pair.Device, pair.Neighbour))
            : default;
        if (apart.Device is null)
        {
            return true;
        }

        Mistake(offset, $"'{apart.Neighbour.Id}' stands in another county than '{apart.Device.Id}'; a rule looks only at devices of the same county");
        return false;
    }

    private Term? Mistake(int offset, string message)
    {
        mistakes.Add(new(offset, message));
        return null;
    }
}
