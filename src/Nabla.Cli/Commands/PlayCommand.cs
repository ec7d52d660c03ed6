using System.CommandLine;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary><c>nabla play</c>: serves the page on which people step through gradients and train networks in the browser.</summary>
internal sealed class PlayCommand
{
    private const int LargestPort = 65_535;

    private readonly Option<int> port = Numbers.Whole("--port", "Port of this machine to serve the page on; 0 for any free one", 0);

    public static Command Create()
    {
        var self = new PlayCommand();
        var command = new Command("play", "Serve a page to this machine: step through gradients, train networks and read digits in the browser.") { self.port };
        command.SetAction(self.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var number = parsed.GetValue(port);
        if (number is < 0 or > LargestPort) throw new DataException($"--port {number}: it must be from 0, for any free one, to {LargestPort}.");
        using var interruption = new Interruption();
        using var server = PlayServer.Start(number, PlayServer.Folder);
        Console.Out.WriteLine($"play: {server.Address}");
        Console.Out.WriteLine("Open it in a browser; Ctrl-C ends it. Nothing leaves this machine.");
        Console.Out.Flush();
        interruption.Token.WaitHandle.WaitOne();
        return 0;
    }
}
