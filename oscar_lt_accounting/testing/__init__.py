"""What tests, the sandbox and authors of providers need; production code never imports it."""
