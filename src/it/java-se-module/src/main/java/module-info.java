module app {
    requires io.refrain;
    requires cache.api;

    opens app;
}
