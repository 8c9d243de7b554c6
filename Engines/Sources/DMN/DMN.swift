// DMN: Decision tables and decision graphs, their XML, and the static checks of tables.
