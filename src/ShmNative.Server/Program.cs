using ShmNative.Programs;
using ShmNative.Programs.Channels;
using ShmNative.Server;
using ShmNative.Server.Channels;

// The demo needs no command line, and does not pay for one.
return ProgramHost.Run(ServerProgram.Name, () => args.Length == 0 ? ServerProgram.Run(new ServerOptions())
    : ChannelTarget.IsIn(args) ? ChannelServerCommand.Run(args)
    : ServerCommand.Run(args));
