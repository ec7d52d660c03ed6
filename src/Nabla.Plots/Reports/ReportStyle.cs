namespace Nabla.Plots;

/// <summary>The style sheet and the script of a report.</summary>
internal static class ReportStyle
{
    /// <summary>Light and dark, from phones to wide screens. The colors are those of Okabe and Ito, lightened on dark.</summary>
    public const string Sheet = """
        :root { color-scheme: light dark; --page: #fff; --ink: #1c1f23; --faint: #5d646d; --card: #f5f6f8; --grid: #d9dde3; --good: #0072b2; --bad: #b24a00;
          --c0: #0072b2; --c1: #d55e00; --c2: #00805d; --c3: #a84f83; --c4: #b07a00; --c5: #2f86b8; --c6: #333; --c7: #7a7400; }
        @media (prefers-color-scheme: dark) { :root { --page: #15181c; --ink: #e8eaed; --faint: #a5adb8; --card: #1f2429; --grid: #3a4149; --good: #66b5e8;
          --bad: #ff9a57; --c0: #66b5e8; --c1: #ff9a57; --c2: #3ecf9f; --c3: #e7a1c8; --c4: #f0b840; --c5: #9bd3f3; --c6: #ddd; --c7: #f0e442; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
        main { max-width: 1400px; margin: 0 auto; padding: 16px; }
        h1 { font-size: 1.5rem; margin: 8px 0 4px; overflow-wrap: anywhere; }
        h2 { font-size: 1.15rem; margin: 28px 0 8px; }
        h3 { font-size: .95rem; margin: 0 0 6px; overflow-wrap: anywhere; }
        .state { font-size: 1.05rem; margin: 0 0 12px; }
        .note { color: var(--faint); margin: 0 0 10px; max-width: 75ch; }
        .cards { display: grid; gap: 14px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 330px), 1fr)); }
        .card { background: var(--card); border-radius: 8px; padding: 10px 12px; min-width: 0; }
        .wide { overflow-x: auto; }
        svg { display: block; width: 100%; height: auto; }
        svg text { fill: var(--faint); font: 12px system-ui, sans-serif; }
        .grid { stroke: var(--grid); stroke-width: 1; }
        path { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
        path.dashed { stroke-dasharray: 5 4; }
        .legend { display: flex; flex-wrap: wrap; gap: 2px 14px; margin: 4px 0 0; color: var(--faint); font-size: .85rem; overflow-wrap: anywhere; }
        .legend i { display: inline-block; width: 14px; height: 3px; margin-right: 5px; vertical-align: middle; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        td, th { padding: 3px 8px; text-align: right; font-weight: normal; }
        th { color: var(--faint); }
        th[scope=row] { text-align: left; }
        .matrix td { min-width: 38px; text-align: center; border: 1px solid var(--page); }
        .matrix th[scope=col] { text-align: center; }
        dl { columns: 300px; margin: 0; }
        dl div { display: flex; gap: 14px; break-inside: avoid; }
        dt { color: var(--faint); flex: 0 0 150px; } dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
        @media (max-width: 500px) { .matrix td { min-width: 26px; padding: 3px 4px; } .matrix th { padding: 3px 4px; } main { padding: 10px; } }
        .mistakes { display: flex; flex-wrap: wrap; gap: 10px; }
        figure { margin: 0; width: 84px; font-size: .8rem; text-align: center; }
        figure img { width: 84px; height: 84px; object-fit: contain; image-rendering: pixelated; background: #000; border-radius: 4px; }
        ul.hints { padding-left: 20px; margin: 0; }
        footer { color: var(--faint); font-size: .85rem; margin: 28px 0 8px; }
        """;

    /// <summary>Replaces the contents of the page as the run goes on, and says when the run has ended.</summary>
    public const string Script = """
        const main = document.querySelector('main'), live = document.getElementById('live');
        let seen = '';
        async function look() {
          try {
            const reply = await fetch('content', { cache: 'no-store' });
            const text = await reply.text();
            if (text !== seen) { main.innerHTML = text; seen = text; }
            live.textContent = reply.headers.get('X-Run-State') === 'ended' ? 'The run has ended.' : 'Live: the page follows the run.';
          } catch {
            live.textContent = 'The run has ended; its report is in its folder.';
            return;
          }
          setTimeout(look, 1000);
        }
        look();
        """;

    private const int Colors = 8;

    /// <summary>The classes of lines, filled shapes and legend marks in each color.</summary>
    public static string ColorClasses => string.Concat(Enumerable.Range(0, Colors).Select(
        i => $".s{i} {{ stroke: var(--c{i}); }} .f{i} {{ fill: var(--c{i}); }} .b{i} {{ background: var(--c{i}); }}\n"));
}
