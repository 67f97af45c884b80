"""What programs and the search box read, each file a pure function of catalog and pages. Begin with `all_files`."""
