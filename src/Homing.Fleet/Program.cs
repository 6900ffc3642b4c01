using Homing.Fleet;

return await FleetCommand.InvokeAsync(args);
