using SkiaSharp;

namespace Nabla.Plots;

/// <summary>The font of figures. No font is bundled; an installed one is chosen.</summary>
internal static class FigureFont
{
    private static readonly string[] Preferred =
        ["Inter", "Segoe UI", "Helvetica Neue", "Arial", "Noto Sans", "Open Sans", "Roboto", "Liberation Sans", "DejaVu Sans"];

    // Labels of logarithmic axes have exponents, which some fonts lack in part.
    private const string Needed = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻−∂∇·×→∞λη";

    private static readonly Lazy<SKTypeface?> Chosen = new(Choose);

    /// <summary>The regular face.</summary>
    /// <exception cref="InvalidOperationException">No font is installed; Skia would silently omit all text.</exception>
    internal static SKTypeface Regular => Chosen.Value
        ?? throw new InvalidOperationException("this machine has no font to draw text with.");

    internal static SKTypeface Bold => SKFontManager.Default.MatchFamily(Regular.FamilyName, SKFontStyle.Bold) ?? Regular;

    /// <summary>The given face if it has glyphs for the whole text, otherwise an installed face that does; the given face if there is none.</summary>
    internal static SKTypeface WithGlyphsOf(SKTypeface face, string text)
    {
        foreach (var character in text.EnumerateRunes())
        {
            if (face.ContainsGlyph(character.Value)) continue;
            var other = SKFontManager.Default.MatchCharacter(character.Value);
            return other is not null && other.ContainsGlyphs(text) ? other : face;
        }

        return face;
    }

    /// <summary>Throws an error that names the figure if no font is installed.</summary>
    internal static void ThrowIfNone(string figure)
    {
        if (Chosen.Value is null)
            throw new InvalidOperationException($"{figure}: this machine has no font to draw text with; install one (Debian and Ubuntu: fonts-dejavu-core).");
    }

    private static SKTypeface? Choose()
    {
        // Some systems substitute another family for an unknown one.
        var installed = Preferred.Select(family => (Family: family, Face: SKFontManager.Default.MatchFamily(family)))
            .Where(entry => entry.Face is { GlyphCount: > 0 } face && face.FamilyName == entry.Family).Select(entry => entry.Face).ToList();
        return installed.FirstOrDefault(face => face.ContainsGlyphs(Needed)) ?? installed.FirstOrDefault()
            ?? (SKTypeface.Default is { GlyphCount: > 0 } standard ? standard : null);
    }
}
