using System.Globalization;
using System.Runtime.Intrinsics.X86;

namespace Nabla.Kernels;

/// <summary>The sizes of this processor's data caches in bytes, as far as one core can use them.</summary>
/// <remarks>
/// Sizes decide how work is cut into blocks that fit, and never in which order numbers are added: results do not depend on them. Virtual machines often
/// hide the sizes; then those of a common processor are used.
/// </remarks>
internal static class CacheSizes
{
    private const int DataCache = 1;
    private const int UnifiedCache = 3;
    private const int MostCaches = 16;

    static CacheSizes()
    {
        Span<long> found = stackalloc long[4];
        FromProcessor(found);
        if (found[2] == 0) FromFiles(found);
        L1 = (int)Math.Clamp(found[1] > 0 ? found[1] : 32 << 10, 8 << 10, 1 << 20);
        L2 = (int)Math.Clamp(found[2] > 0 ? found[2] : 512 << 10, 128 << 10, 16 << 20);
        L3 = Math.Clamp(found[3] > 0 ? found[3] : 8 << 20, L2, 1 << 30);
    }

    public static int L1 { get; }

    public static int L2 { get; }

    /// <summary>The third level, or the second if there are only two.</summary>
    public static long L3 { get; }

    /// <summary>Deterministic cache parameters: leaf 4 of Intel, leaf 0x8000001D of AMD, in one format.</summary>
    private static void FromProcessor(Span<long> found)
    {
        if (!X86Base.IsSupported) return;
        // "Auth" of AuthenticAMD, "Hygo" of HygonGenuine.
        var vendor = X86Base.CpuId(0, 0).Ebx;
        var isAmd = vendor is 0x68747541 or 0x6F677948;
        var leaf = isAmd ? unchecked((int)0x8000001D) : 4;
        var last = isAmd ? X86Base.CpuId(unchecked((int)0x80000000), 0).Eax : X86Base.CpuId(0, 0).Eax;
        if (isAmd && (uint)last >= 0x80000006)
        {
            // The older form, which virtual machines show more often: kilobytes, and half megabytes of the third level.
            found[1] = (long)((uint)X86Base.CpuId(unchecked((int)0x80000005), 0).Ecx >> 24) << 10;
            var (_, _, second, third) = X86Base.CpuId(unchecked((int)0x80000006), 0);
            found[2] = (long)((uint)second >> 16) << 10;
            found[3] = (long)((uint)third >> 18) << 19;
        }

        if ((uint)last < (uint)leaf) return;
        for (var i = 0; i < MostCaches; i++)
        {
            var (eax, ebx, ecx, _) = X86Base.CpuId(leaf, i);
            var (kind, level) = (eax & 31, (eax >> 5) & 7);
            if (kind == 0) return;
            if (kind is not (DataCache or UnifiedCache) || level >= found.Length) continue;
            var (line, partitions, ways) = ((ebx & 0xFFF) + 1L, ((ebx >> 12) & 0x3FF) + 1L, ((ebx >> 22) & 0x3FF) + 1L);
            found[level] = line * partitions * ways * ((uint)ecx + 1L);
        }
    }

    /// <summary>What Linux tells of the first processor, on Arm for example.</summary>
    private static void FromFiles(Span<long> found)
    {
        if (!OperatingSystem.IsLinux()) return;
        for (var i = 0; i < MostCaches; i++)
        {
            try
            {
                var folder = string.Create(CultureInfo.InvariantCulture, $"/sys/devices/system/cpu/cpu0/cache/index{i}/");
                if (!Directory.Exists(folder)) return;
                if (File.ReadAllText(folder + "type").Trim() is not ("Data" or "Unified")) continue;
                var level = int.Parse(File.ReadAllText(folder + "level"), CultureInfo.InvariantCulture);
                var size = File.ReadAllText(folder + "size").Trim();
                if (level < found.Length && size.EndsWith('K')) found[level] = long.Parse(size[..^1], CultureInfo.InvariantCulture) << 10;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException or OverflowException)
            {
                // Some containers hide these files.
                return;
            }
        }
    }
}
