using System.Globalization;
using System.Text;

namespace Homing.Reports.Tests.Provider.App.Rendering;

/// <summary>A page as it is seen. Lengths are in millimetres, from its upper left corner.</summary>
internal sealed class PagePicture
{
    /// <summary>What it is drawn with.</summary>
    public const int DotsPerInch = 50;

    private const double DotsPerMillimetre = DotsPerInch / 25.4;

    // Lines are thinner than a dot, and pale then.
    private const int Paper = 245;

    private readonly byte[] _dots;
    private readonly int _columns;
    private readonly int _rows;

    private PagePicture(byte[] dots, int columns, int rows) => (_dots, _columns, _rows) = (dots, columns, rows);

    public double Width => _columns / DotsPerMillimetre;

    public double Height => _rows / DotsPerMillimetre;

    /// <summary>Reads a portable pixmap (P6) of 8 bits a colour.</summary>
    public static PagePicture Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var at = 0;
        Assert.Equal("P6", Word());
        var (columns, rows, most) = (Number(), Number(), Number());
        Assert.Equal((255, columns * rows * 3), (most, bytes.Length - at));
        return new PagePicture(bytes[at..], columns, rows);

        int Number() => int.Parse(Word(), NumberStyles.None, CultureInfo.InvariantCulture);

        // One blank ends each.
        string Word()
        {
            var from = at;
            while (!char.IsWhiteSpace((char)bytes[at]))
            {
                at++;
            }

            return Encoding.ASCII.GetString(bytes, from, at++ - from);
        }
    }

    /// <summary>How many dots of a part of the page are not as the paper is.</summary>
    public int InkIn(double left, double top, double right, double bottom)
    {
        var (firstColumn, endColumn) = (Dots(left), Math.Min(Dots(right), _columns));
        var (firstRow, endRow) = (Dots(top), Math.Min(Dots(bottom), _rows));
        return Enumerable.Range(firstRow, endRow - firstRow).Sum(row =>
            Enumerable.Range(firstColumn, endColumn - firstColumn).Count(column => Dot(row, column).ContainsAnyInRange((byte)0, (byte)(Paper - 1))));
    }

    /// <summary>How many dots have a colour, <c>#rrggbb</c>, but for what rounding makes of it.</summary>
    public int CountOf(string colour)
    {
        var wanted = Convert.FromHexString(colour.AsSpan(1));
        return Enumerable.Range(0, _rows).Sum(row => Enumerable.Range(0, _columns).Count(column => IsLike(Dot(row, column), wanted)));
    }

    private static bool IsLike(ReadOnlySpan<byte> dot, byte[] wanted)
    {
        for (var part = 0; part < wanted.Length; part++)
        {
            if (Math.Abs(dot[part] - wanted[part]) > 3)
            {
                return false;
            }
        }

        return true;
    }

    private static int Dots(double millimetres) => (int)Math.Round(millimetres * DotsPerMillimetre);

    private ReadOnlySpan<byte> Dot(int row, int column) => _dots.AsSpan(((row * _columns) + column) * 3, 3);
}
