using Telemetry.Readings.Inventory.Files;
using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>
/// Joins devices to those next to them. Either side may be told; the other follows. Water does not flow in a circle: a
/// device that is upstream of itself is a mistake.
/// </summary>
internal sealed class NeighbourAssembler(DeviceDirectory directory, MistakeList mistakes)
{
    private readonly Dictionary<Device, List<Neighbour>> _neighbours = [];

    // Both flows have one direction, from the first to the second: upstream to downstream, primary to secondary.
    private readonly Dictionary<(Device From, Device To, bool IsNetwork), YamlScalar> _told = [];

    public void Resolve(IReadOnlyList<DeviceDefinition> definitions)
    {
        foreach (DeviceDefinition definition in definitions.Where(d => d.Neighbours.Count > 0))
            Read(definition);
        foreach ((Device device, List<Neighbour> neighbours) in _neighbours)
            device.Neighbours = neighbours;
        foreach (NeighbourRelation relation in (ReadOnlySpan<NeighbourRelation>)[NeighbourRelation.Downstream, NeighbourRelation.Secondary])
            new CycleFinder(relation, _told, mistakes).Check(_neighbours.Keys);
    }

    private void Read(DeviceDefinition definition)
    {
        if (!definition.Ids.IsSingle)
        {
            mistakes.Add(definition.IdNode, "a template cannot have neighbours; write each device out");
            return;
        }

        if (directory.Find(definition.Ids.Id(0)) is not { } device)
            return;
        foreach ((NeighbourRelation relation, YamlScalar node) in definition.Neighbours)
        {
            foreach (Device other in directory.Resolve(node))
            {
                if (ReferenceEquals(other, device))
                    mistakes.Add(node, $"device '{device.Id}' cannot be its own neighbour");
                else
                    Join(device, relation, other, node);
            }
        }
    }

    private void Join(Device device, NeighbourRelation relation, Device other, YamlScalar node)
    {
        bool isNetwork = relation is NeighbourRelation.Primary or NeighbourRelation.Secondary;
        bool isForward = relation is NeighbourRelation.Downstream or NeighbourRelation.Secondary;
        var edge = isForward ? (device, other, isNetwork) : (other, device, isNetwork);

        // The other side may have told the same; saying it twice is no mistake.
        if (!_told.TryAdd(edge, node))
            return;
        ListOf(device).Add(new Neighbour(relation, other));
        ListOf(other).Add(new Neighbour(Opposite(relation), device));
    }

    private List<Neighbour> ListOf(Device device)
    {
        if (!_neighbours.TryGetValue(device, out List<Neighbour>? list))
            _neighbours.Add(device, list = []);
        return list;
    }

    private static NeighbourRelation Opposite(NeighbourRelation relation) => relation switch
    {
        NeighbourRelation.Upstream => NeighbourRelation.Downstream,
        NeighbourRelation.Downstream => NeighbourRelation.Upstream,
        NeighbourRelation.Primary => NeighbourRelation.Secondary,
        _ => NeighbourRelation.Primary,
    };

    /// <summary>Follows one direction from every device; each circle is told once, at the place that closes it.</summary>
    private sealed class CycleFinder(
        NeighbourRelation relation, Dictionary<(Device From, Device To, bool IsNetwork), YamlScalar> told, MistakeList mistakes)
    {
        private readonly HashSet<Device> _done = [];
        private readonly HashSet<Device> _onPath = [];

        public void Check(IEnumerable<Device> devices)
        {
            foreach (Device device in devices)
                Follow(device);
        }

        // By a stack of its own: a river may have thousands of gates in a row.
        private void Follow(Device start)
        {
            var path = new Stack<(Device Device, IEnumerator<Device> Next)>();
            Enter(start, path);
            while (path.TryPeek(out (Device Device, IEnumerator<Device> Next) top))
            {
                if (!top.Next.MoveNext())
                {
                    path.Pop();
                    _onPath.Remove(top.Device);
                    _done.Add(top.Device);
                }
                else if (_onPath.Contains(top.Next.Current))
                {
                    Tell(path, top.Next.Current);
                }
                else
                {
                    Enter(top.Next.Current, path);
                }
            }
        }

        private void Enter(Device device, Stack<(Device, IEnumerator<Device>)> path)
        {
            if (_done.Contains(device) || !_onPath.Add(device))
                return;
            path.Push((device, device.Neighbours.Where(n => n.Relation == relation).Select(n => n.Device).GetEnumerator()));
        }

        private void Tell(Stack<(Device Device, IEnumerator<Device> Next)> path, Device first)
        {
            Device last = path.Peek().Device;
            IEnumerable<Device> circle = path.Select(p => p.Device).Reverse().SkipWhile(d => !ReferenceEquals(d, first)).Append(first);
            YamlScalar node = told[(last, first, relation == NeighbourRelation.Secondary)];
            string word = CityShapes.Relations[(int)relation];
            mistakes.Add(node, $"device '{first.Id}' is {word} of itself: {string.Join(" -> ", circle.Select(d => d.Id))}");
        }
    }
}
