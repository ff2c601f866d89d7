using ShmNative.Programs;
using ShmNative.Server;

// The demo needs no command line, and does not pay for one.
return ProgramHost.Run(ServerProgram.Name, () => args.Length == 0 ? ServerProgram.Run(new ServerOptions()) : ServerCommand.Run(args));
