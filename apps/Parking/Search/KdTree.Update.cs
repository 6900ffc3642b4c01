namespace Homing.Parking.Search;

internal sealed partial class KdTree
{
    /// <summary>Changes a point's attributes and free places. One writer at a time.</summary>
    public void Update(int point, uint attributes, int free)
    {
        attributes |= AlwaysSet;
        var slot = _slotOf[point];
        var (leaf, at) = Math.DivRem(slot, _stride);
        ref var leafAttributes = ref LeafAttributes(leaf, at);
        ref var leafFree = ref LeafFree(leaf, at);
        var (attributesBefore, freeBefore) = (leafAttributes, leafFree);
        Raise(leaf + _leafCount, attributes, free);
        Volatile.Write(ref leafAttributes, attributes);
        Volatile.Write(ref leafFree, free);

        if ((attributesBefore & ~attributes) != 0 || free < freeBefore)
        {
            Lower(leaf, attributesBefore & ~attributes, free < freeBefore ? freeBefore : int.MaxValue);
        }
    }

    private void Raise(int node, uint attributes, int free)
    {
        for (; node > 1; node >>= 1)
        {
            ref var nodeAttributes = ref NodeAttributes(node);
            ref var nodeFree = ref NodeFree(node);
            if ((nodeAttributes | attributes) == nodeAttributes && nodeFree >= free)
            {
                // What is above says at least as much.
                return;
            }

            Volatile.Write(ref nodeAttributes, nodeAttributes | attributes);
            Volatile.Write(ref nodeFree, Math.Max(nodeFree, free));
        }
    }

    /// <param name="leaf">The leaf in which a value was lowered.</param>
    /// <param name="attributesGone">The bits the point had and has no more.</param>
    /// <param name="freeGone">The free places it had before; only the maximum matters to a node.</param>
    private void Lower(int leaf, uint attributesGone, int freeGone)
    {
        var node = leaf + _leafCount;
        if (node == 1 || ((NodeAttributes(node) & attributesGone) == 0 && NodeFree(node) != freeGone))
        {
            return;
        }

        var (attributes, free) = SumUp(leaf);
        while (node > 1)
        {
            ref var nodeAttributes = ref NodeAttributes(node);
            ref var nodeFree = ref NodeFree(node);
            if (nodeAttributes == attributes && nodeFree == free)
            {
                return;
            }

            Volatile.Write(ref nodeAttributes, attributes);
            Volatile.Write(ref nodeFree, free);
            attributes |= NodeAttributes(node ^ 1);
            free = Math.Max(free, NodeFree(node ^ 1));
            node >>= 1;
        }
    }

    private (uint Attributes, int Free) SumUp(int leaf)
    {
        var (attributes, free) = (0u, int.MinValue);
        for (var at = 0; at < _stride; at++)
        {
            attributes |= LeafAttributes(leaf, at);
            free = Math.Max(free, LeafFree(leaf, at));
        }

        return (attributes, free);
    }
}
