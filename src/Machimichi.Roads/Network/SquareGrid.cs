namespace Machimichi.Roads.Network;

/// <summary>Things on a plane by squares, to find those around a place: all within a square's side, and some beyond.</summary>
internal sealed class SquareGrid<T>(IEnumerable<T> things, Func<T, (double North, double East)> place, double side)
{
    private readonly ILookup<(int, int), T> squares = things.ToLookup(t => Square(place(t), side));

    public IEnumerable<T> Around(double north, double east)
    {
        var (row, column) = Square((north, east), side);
        for (var r = row - 1; r <= row + 1; r++)
            for (var c = column - 1; c <= column + 1; c++)
                foreach (var one in squares[(r, c)]) yield return one;
    }

    private static (int Row, int Column) Square((double North, double East) at, double side) => ((int)Math.Floor(at.North / side), (int)Math.Floor(at.East / side));
}
