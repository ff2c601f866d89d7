using ShmNative.Client;
using ShmNative.Programs;

// The demo needs no command line, and does not pay for one.
return ProgramHost.Run(ClientProgram.Name, () => args.Length == 0 ? ClientProgram.Run(new ClientOptions()) : ClientCommand.Run(args));
