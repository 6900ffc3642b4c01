namespace Homing.Parking.Search;

/// <summary>Brings the lower part of a list before the higher part, in linear time (Hoare's selection).</summary>
internal static class PartialSort
{
    /// <summary>Reorders so that nothing before <paramref name="middle"/> is greater on the axis than anything from it.</summary>
    public static void AroundMiddle(Span<int> order, int middle, UnitVector[] places, int axis)
    {
        if (order.Length < 2)
        {
            return;
        }

        var (low, high) = (0, order.Length - 1);
        while (low < high)
        {
            var pivot = MedianOfThree(
                Key(places, order[low], axis), Key(places, order[(low + high) / 2], axis), Key(places, order[high], axis));
            var (left, right) = (low, high);
            while (left <= right)
            {
                while (Key(places, order[left], axis) < pivot)
                {
                    left++;
                }

                while (Key(places, order[right], axis) > pivot)
                {
                    right--;
                }

                if (left <= right)
                {
                    (order[left], order[right]) = (order[right], order[left]);
                    left++;
                    right--;
                }
            }

            if (middle <= right)
            {
                high = right;
            }
            else if (middle >= left)
            {
                low = left;
            }
            else
            {
                return;
            }
        }
    }

    private static double Key(UnitVector[] places, int point, int axis)
    {
        ref readonly var place = ref places[point];
        return axis == 0 ? place.X : axis == 1 ? place.Y : place.Z;
    }

    private static double MedianOfThree(double a, double b, double c) =>
        Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
