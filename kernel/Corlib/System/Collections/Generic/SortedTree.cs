namespace System.Collections.Generic;

/// <summary>
/// What <see cref="SortedSet{T}"/> and <see cref="SortedDictionary{TKey, TValue}"/> have in common: a balanced search tree, of
/// the kind of Andersson ("Balanced search trees made simple", 1993). Each node has a level:
///   a leaf has level 1; a left child is one level below its parent;
///   a right child is on the level of its parent or one below; a right grandchild is below its grandparent.
/// So a path down the tree has at most two nodes of each level, and all leaves are equally many levels deep.
/// Nodes know their parents: walking from one to the next needs no stack.
/// </summary>
internal sealed class SortedTree<TKey, TValue>(IComparer<TKey>? comparer)
{
    internal sealed class Node(TKey key, Node? parent)
    {
        public TKey Key = key;
        public TValue Value = default!;
        public Node? Left;
        public Node? Right;
        public Node? Parent = parent;
        public int Level = 1;
    }

    private readonly Comparer<TKey> _order = AdaptedComparer<TKey>.Adapt(comparer);
    private Node? _root;

    public int Count { get; private set; }

    /// <summary>Changes whenever enumerators become invalid.</summary>
    public int Version { get; private set; }

    public IComparer<TKey> Comparer => AdaptedComparer<TKey>.OriginalOf(_order);

    public Node? First => _root is null ? null : Leftmost(_root);

    public Node? Last => _root is null ? null : Rightmost(_root);

    public int Compare(TKey x, TKey y) => _order.Compare(x, y);

    public void Touch() => Version++;

    public Node? Find(TKey key)
    {
        Node? node = _root;
        while (node is not null)
        {
            int order = _order.Compare(key, node.Key);
            if (order == 0)
                return node;
            node = order < 0 ? node.Left : node.Right;
        }

        return null;
    }

    /// <summary>The first node whose key is not below <paramref name="key"/>.</summary>
    public Node? FirstFrom(TKey key)
    {
        Node? best = null;
        Node? node = _root;
        while (node is not null)
        {
            bool below = _order.Compare(node.Key, key) < 0;
            if (!below)
                best = node;
            node = below ? node.Right : node.Left;
        }

        return best;
    }

    /// <summary>The last node whose key is not above <paramref name="key"/>.</summary>
    public Node? LastUpTo(TKey key)
    {
        Node? best = null;
        Node? node = _root;
        while (node is not null)
        {
            bool above = _order.Compare(node.Key, key) > 0;
            if (!above)
                best = node;
            node = above ? node.Left : node.Right;
        }

        return best;
    }

    /// <summary>The node with this key, which is added with a default value if it is missing.</summary>
    public Node FindOrAdd(TKey key, out bool existed)
    {
        Node? parent = null;
        int order = 0;
        for (Node? node = _root; node is not null; node = order < 0 ? node.Left : node.Right)
        {
            parent = node;
            order = _order.Compare(key, node.Key);
            if (order == 0)
            {
                existed = true;
                return node;
            }
        }

        var added = new Node(key, parent);
        if (parent is null)
            _root = added;
        else if (order < 0)
            parent.Left = added;
        else
            parent.Right = added;
        Count++;
        Version++;

        for (Node? node = parent; node is not null; node = node.Parent)
            node = Split(Skew(node));
        existed = false;
        return added;
    }

    /// <summary>Removes the entry that <paramref name="node"/> holds. Afterwards the node may hold another.</summary>
    public void Remove(Node node)
    {
        if (node.Left is not null)
        {
            // With a left child it has a right one too. The next entry takes its place.
            Node next = Leftmost(node.Right!);
            node.Key = next.Key;
            node.Value = next.Value;
            node = next;
        }

        Node? parent = node.Parent;
        Replace(node, node.Right);
        Count--;
        Version++;
        for (; parent is not null; parent = parent.Parent)
            parent = Lower(parent);
    }

    public void Clear()
    {
        _root = null;
        Count = 0;
        Version++;
    }

    public static Node? Next(Node node)
    {
        if (node.Right is not null)
            return Leftmost(node.Right);
        Node? parent = node.Parent;
        while (parent is not null && node == parent.Right)
        {
            node = parent;
            parent = node.Parent;
        }

        return parent;
    }

    public static Node? Previous(Node node)
    {
        if (node.Left is not null)
            return Rightmost(node.Left);
        Node? parent = node.Parent;
        while (parent is not null && node == parent.Left)
        {
            node = parent;
            parent = node.Parent;
        }

        return parent;
    }

    private static Node Leftmost(Node node)
    {
        while (node.Left is not null)
            node = node.Left;
        return node;
    }

    private static Node Rightmost(Node node)
    {
        while (node.Right is not null)
            node = node.Right;
        return node;
    }

    /// <summary>Makes up for a child that lost a level. Returns the root of the subtree.</summary>
    private Node Lower(Node node)
    {
        int left = LevelOf(node.Left);
        int right = LevelOf(node.Right);
        int level = (left < right ? left : right) + 1;
        if (level >= node.Level)
            return node;
        node.Level = level;
        if (right > level)
            node.Right!.Level = level;

        // Now up to four nodes lie on this level in a row, with horizontal left links among them.
        node = Skew(node);
        if (node.Right is not null)
        {
            Node middle = Skew(node.Right);
            if (middle.Right is not null)
                Skew(middle.Right);
        }

        node = Split(node);
        if (node.Right is not null)
            Split(node.Right);
        return node;
    }

    /// <summary>A left child on the level of its parent: turn the link to the right.</summary>
    private Node Skew(Node node)
    {
        Node? left = node.Left;
        if (left is null || left.Level != node.Level)
            return node;
        Replace(node, left);
        node.Left = left.Right;
        if (node.Left is not null)
            node.Left.Parent = node;
        left.Right = node;
        node.Parent = left;
        return left;
    }

    /// <summary>Three nodes on one level in a row: raise the middle one.</summary>
    private Node Split(Node node)
    {
        Node? right = node.Right;
        if (right is null || right.Right is null || right.Right.Level != node.Level)
            return node;
        Replace(node, right);
        node.Right = right.Left;
        if (node.Right is not null)
            node.Right.Parent = node;
        right.Left = node;
        node.Parent = right;
        right.Level++;
        return right;
    }

    /// <summary>Lets the parent of a node point to another one instead.</summary>
    private void Replace(Node node, Node? other)
    {
        Node? parent = node.Parent;
        if (parent is null)
            _root = other;
        else if (parent.Left == node)
            parent.Left = other;
        else
            parent.Right = other;
        if (other is not null)
            other.Parent = parent;
    }

    private static int LevelOf(Node? node) => node is null ? 0 : node.Level;
}
