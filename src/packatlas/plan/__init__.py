"""What each page shows, decided before any is drawn. Begin with `all_pages`."""
