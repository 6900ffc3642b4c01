using Homing.Host;

return await CommandLine.InvokeAsync(args, HomingApplication.RunAsync);
