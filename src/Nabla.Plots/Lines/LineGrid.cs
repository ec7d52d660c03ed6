using ScottPlot;

namespace Nabla.Plots;

/// <summary>The cells of a line figure. The space around the curves is the largest that any panel of the row or column needs.</summary>
internal sealed class LineGrid(LinePanelDrawing[] panels, int columns, float size, PixelRect area, float gap)
{
    private readonly int rows = (panels.Length + columns - 1) / columns;
    private readonly (float Left, float DataLeft, float DataRight)[] horizontal = new (float, float, float)[columns];
    private readonly RowPlace[] vertical = new RowPlace[(panels.Length + columns - 1) / columns];
    private readonly bool[] hasEndLabels = new bool[panels.Length];

    /// <summary>True if every panel labels its own curves, at their ends or in a legend.</summary>
    internal required bool HasOwnLegends { get; init; }

    /// <summary>True for each axis of a panel that has a name.</summary>
    internal required Func<int, (bool X, bool Y)> HasName { get; init; }

    private float CellWidth => (area.Width - ((columns - 1) * gap)) / columns;

    internal PixelRect DataOf(int panel)
    {
        var (column, row) = (horizontal[panel % columns], vertical[panel / columns]);
        return new(column.DataLeft, column.DataRight, row.DataBottom, row.DataTop);
    }

    /// <summary>The left edge of the panel's cell.</summary>
    internal float LeftOf(int panel) => horizontal[panel % columns].Left;

    internal void Arrange()
    {
        // Names fit at the ends of curves only if the panel is tall enough, and the height depends on whether there are legends instead.
        ArrangeRows(panel => 0);
        for (var panel = 0; panel < panels.Length; panel++)
            hasEndLabels[panel] = HasOwnLegends && panels[panel].HasRoomForEndLabels(DataOf(panel).Height);
        ArrangeColumns();
        ArrangeRows(LegendRows);
    }

    internal void Draw(FigureCanvas canvas, int panel, float hairline)
    {
        var data = DataOf(panel);
        var row = vertical[panel / columns];
        panels[panel].DrawHeading(canvas, data.Left, data.Right, row.Top, row.HeadingRows);
        if (LegendRows(panel) > 0)
        {
            var height = panels[panel].RowHeight;
            LegendItem.DrawAll(canvas, panels[panel].Legend, data.Left, data.Right, row.LegendTop + (height / 2), height, size);
        }

        panels[panel].Draw(canvas, data, row.MarksTop, hasEndLabels[panel], hairline);
    }

    private int LegendRows(int panel)
    {
        var data = horizontal[panel % columns];
        return !HasOwnLegends || hasEndLabels[panel] ? 0 : LegendItem.CountRows(panels[panel].Legend, data.DataLeft, data.DataRight, size);
    }

    private float HeadingHeight(int headingRows) => headingRows == 0 ? 0 : size * (0.45f + (1.25f * headingRows));

    private float WidthOf(int panel) => horizontal[panel % columns].DataRight - horizontal[panel % columns].DataLeft;

    private void ArrangeColumns()
    {
        var height = vertical[0].DataBottom - vertical[0].DataTop;
        for (var column = 0; column < columns; column++)
        {
            int[] members = [.. Enumerable.Range(0, panels.Length).Where(panel => panel % columns == column)];
            var left = area.Left + (column * (CellWidth + gap));
            var name = members.Any(panel => HasName(panel).Y) ? size * 1.6f : 0;
            var dataLeft = left + name + members.Max(panel => panels[panel].LeftWidth(height));
            var dataRight = left + CellWidth - members.Max(panel => panels[panel].RightWidth(hasEndLabels[panel]));
            // Curves take precedence over long names.
            horizontal[column] = (left, dataLeft, Math.Max(dataRight, dataLeft + (CellWidth / 3)));
        }
    }

    private void ArrangeRows(Func<int, int> legendRows)
    {
        var own = HasOwnLegends ? size * 0.4f : 0;
        var headingRows = panels.Select((panel, index) => panel.HeadingRows(WidthOf(index))).Max();
        int[][] members = [.. Enumerable.Range(0, panels.Length).Chunk(columns)];
        var heights = members.Select(row => (
            // If one note needs its own row, all get one.
            Heading: row.Max(panel => panels[panel].HeadingRows(WidthOf(panel))) > 0 ? headingRows : 0,
            Legend: row.Max(panel => legendRows(panel) * panels[panel].RowHeight) is > 0 and var legend ? legend + own : 0,
            Marks: row.Max(panel => panels[panel].MarkRows(WidthOf(panel)) * panels[panel].RowHeight),
            Below: (size * 1.8f) + (row.Any(panel => HasName(panel).X) ? size * 1.5f : 0))).ToArray();
        var around = heights.Sum(row => HeadingHeight(row.Heading) + row.Legend + row.Marks + row.Below) + ((rows - 1) * gap * 0.6f);
        var dataHeight = Math.Max(area.Height / rows / 4, (area.Height - around) / rows);
        var top = area.Top;
        for (var row = 0; row < rows; row++)
        {
            var (heading, legend, marks, below) = heights[row];
            var dataTop = top + HeadingHeight(heading) + legend + marks;
            vertical[row] = new(top, heading, dataTop - marks - legend, dataTop - marks, dataTop, dataTop + dataHeight);
            top = dataTop + dataHeight + below + (gap * 0.6f);
        }
    }

    private readonly record struct RowPlace(float Top, int HeadingRows, float LegendTop, float MarksTop, float DataTop, float DataBottom);
}
